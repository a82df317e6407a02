// Some of oneDNN's matrix products move the stack pointer into memory from the heap. A signal's handler that runs on
// such a thread writes its frame there, and the process dies of a corrupted heap. So the threads that compute take no
// signals: the kernel hands one that is meant for the process to a thread that does. The profiler's, which is meant for
// one thread, gets a stack of its own.
#include <node_api.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

namespace {

// Those that a thread brings upon itself, those of profilers and debuggers, and the one that opens Node's inspector,
// which its other threads block.
constexpr int kStillTaken[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF, SIGUSR1};
constexpr size_t kStackBytes = 256 * 1024;

void RemoveStack(void* memory) {
  stack_t none = {};
  none.ss_flags = SS_DISABLE;
  if (sigaltstack(&none, nullptr) == 0) free(memory);
}

void ProvideStack(napi_env env) {
  stack_t present = {};
  if (sigaltstack(nullptr, &present) != 0 || !(present.ss_flags & SS_DISABLE)) return;
  void* memory = malloc(kStackBytes);
  if (memory == nullptr) return;
  stack_t provided = {};
  provided.ss_sp = memory;
  provided.ss_size = kStackBytes;
  if (sigaltstack(&provided, nullptr) != 0) {
    free(memory);
    return;
  }
  napi_add_env_cleanup_hook(env, RemoveStack, memory);
}

// What this thread starts from now on takes none either.
napi_value TakeNoSignals(napi_env env, napi_callback_info) {
  ProvideStack(env);
  sigset_t blocked;
  sigfillset(&blocked);
  for (const int still : kStillTaken) sigdelset(&blocked, still);
  pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "takeNoSignals", NAPI_AUTO_LENGTH, TakeNoSignals, nullptr, &function);
  napi_set_named_property(env, exports, "takeNoSignals", function);
  return exports;
}
