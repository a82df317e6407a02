// TensorFlow writes start-up notices straight to file descriptor 2 while it is being loaded, before any setting
// of it can be reached. This addon points the descriptor elsewhere for just that moment.
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

namespace {

int kept_stderr = -1;

napi_value Hush(napi_env, napi_callback_info) {
  if (kept_stderr != -1) return nullptr;
  const int nowhere = open("/dev/null", O_WRONLY);
  if (nowhere == -1) return nullptr;
  kept_stderr = dup(STDERR_FILENO);
  if (kept_stderr != -1) dup2(nowhere, STDERR_FILENO);
  close(nowhere);
  return nullptr;
}

napi_value Unhush(napi_env, napi_callback_info) {
  if (kept_stderr == -1) return nullptr;
  dup2(kept_stderr, STDERR_FILENO);
  close(kept_stderr);
  kept_stderr = -1;
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "hush", NAPI_AUTO_LENGTH, Hush, nullptr, &function);
  napi_set_named_property(env, exports, "hush", function);
  napi_create_function(env, "unhush", NAPI_AUTO_LENGTH, Unhush, nullptr, &function);
  napi_set_named_property(env, exports, "unhush", function);
  return exports;
}
