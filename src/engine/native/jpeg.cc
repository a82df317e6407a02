// The JPEG decoder inside TensorFlow's library (libjpeg-turbo with SIMD, accurate integer DCT, smooth chroma: what
// Pillow uses, to the byte), called in the thread that asks and without a tensor.
#include <node_api.h>

#include <cstdint>
#include <functional>

// As in tensorflow/core/lib/jpeg/jpeg_mem.h of TensorFlow 2.21, which the wheel has no copy of.
namespace tensorflow {
namespace jpeg {

struct UncompressFlags {
  int ratio = 1;
  int components = 3;
  bool fancy_upscaling = true;
  bool try_recover_truncated_jpeg = false;
  float min_acceptable_fraction = 1.0;
  int stride = 0;
  int dct_method = 0;  // JDCT_ISLOW
  bool crop = false;
  int crop_x = 0;
  int crop_y = 0;
  int crop_height = 0;
  int crop_width = 0;
};

uint8_t* Uncompress(const void* source, int length, const UncompressFlags& flags, int64_t* warnings,
                    std::function<uint8_t*(int, int, int)> allocate);

}  // namespace jpeg
}  // namespace tensorflow

namespace {

bool Bytes(napi_env env, napi_value array, uint8_t** data, size_t* length) {
  napi_typedarray_type type;
  void* start = nullptr;
  if (napi_get_typedarray_info(env, array, &type, length, &start, nullptr, nullptr) != napi_ok) return false;
  *data = static_cast<uint8_t*>(start);
  return type == napi_uint8_array;
}

// decode(content, into): fills `into` with height × width × 3 bytes; whether it did, and without a warning.
napi_value Decode(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  uint8_t* content;
  uint8_t* into;
  size_t length;
  size_t room;
  if (napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr) != napi_ok || count != 2 ||
      !Bytes(env, arguments[0], &content, &length) || !Bytes(env, arguments[1], &into, &room)) {
    napi_throw_type_error(env, nullptr, "decode takes two Uint8Arrays");
    return nullptr;
  }
  int64_t warnings = 0;
  const auto allocate = [&](int width, int height, int components) -> uint8_t* {
    return static_cast<size_t>(width) * height * components <= room ? into : nullptr;
  };
  const uint8_t* pixels = length > INT32_MAX ? nullptr
                                             : tensorflow::jpeg::Uncompress(content, static_cast<int>(length),
                                                                            {}, &warnings, allocate);
  napi_value result;
  napi_get_boolean(env, pixels != nullptr && warnings == 0, &result);
  return result;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "decode", NAPI_AUTO_LENGTH, Decode, nullptr, &function);
  napi_set_named_property(env, exports, "decode", function);
  return exports;
}
