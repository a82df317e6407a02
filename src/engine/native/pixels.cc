// The loops over pixels in src/augmentation, with vectors: the same operations on the same doubles and integers in the
// same order, so that the results are those of the JavaScript to the bit. Compiled without contraction of products and
// sums, and without anything that reorders floating-point numbers. No TensorFlow in here.
#include <node_api.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

// Once for every processor and once for those with AVX2; which one runs is settled when the addon is loaded.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define VECTORIZED __attribute__((target_clones("avx2", "default")))
#else
#define VECTORIZED
#endif
#define INLINED inline __attribute__((always_inline))

namespace {

// Raised whenever what a function takes changes: the JavaScript uses no other addon than its own.
constexpr int kInterfaceVersion = 2;

typedef uint8_t Bytes __attribute__((vector_size(16)));
typedef int32_t Ints __attribute__((vector_size(16)));
typedef float Floats __attribute__((vector_size(16)));
typedef double Doubles __attribute__((vector_size(32)));

// ---------------------------------------------------------------------------------------------------------------------
// Arguments

template <typename T>
struct Array {
  T* data = nullptr;
  size_t length = 0;
};

struct Arguments {
  static constexpr size_t kMost = 16;
  napi_env env;
  napi_value values[kMost];
  size_t count = kMost;
  bool fits = true;

  Arguments(napi_env environment, napi_callback_info info) : env(environment) {
    fits = napi_get_cb_info(env, info, &count, values, nullptr, nullptr) == napi_ok;
  }

  double Number(size_t index) {
    double number = 0;
    fits = fits && index < count && napi_get_value_double(env, values[index], &number) == napi_ok;
    return number;
  }

  size_t Size(size_t index) {
    const double number = Number(index);
    fits = fits && number >= 0 && number < 4294967296.0;
    return fits ? static_cast<size_t>(number) : 0;
  }

  // A Uint8Array or a Float32Array.
  bool IsBytes(size_t index) {
    napi_typedarray_type type = napi_uint8_array;
    fits = fits && index < count &&
           napi_get_typedarray_info(env, values[index], &type, nullptr, nullptr, nullptr, nullptr) == napi_ok;
    return type == napi_uint8_array;
  }

  template <typename T>
  Array<T> Values(size_t index, napi_typedarray_type wanted) {
    Array<T> array;
    napi_typedarray_type type;
    void* start = nullptr;
    fits = fits && index < count &&
           napi_get_typedarray_info(env, values[index], &type, &array.length, &start, nullptr, nullptr) == napi_ok &&
           type == wanted;
    array.data = static_cast<T*>(start);
    return array;
  }

  Array<uint8_t> ByteArray(size_t index) { return Values<uint8_t>(index, napi_uint8_array); }
  Array<float> Numbers(size_t index) { return Values<float>(index, napi_float32_array); }
  Array<int32_t> Integers(size_t index) { return Values<int32_t>(index, napi_int32_array); }
  Array<double> Precise(size_t index) { return Values<double>(index, napi_float64_array); }

  bool Refused(bool isRight, const char* what) {
    if (fits && isRight) return false;
    napi_throw_type_error(env, nullptr, what);
    return true;
  }
};

// ---------------------------------------------------------------------------------------------------------------------
// pillowResize.ts

constexpr int kWeightBits = 22;
constexpr int32_t kHalf = 1 << (kWeightBits - 1);

INLINED uint8_t Clipped(int32_t sum) { return static_cast<uint8_t>(std::min(255, std::max(0, sum >> kWeightBits))); }

// Which pixels make each pixel of the result, and how much each counts: ResizeWeights.
template <typename Share>
struct WeightsOf {
  const int32_t* first;
  const int32_t* count;
  const Share* weights;
  size_t stride;
  size_t places;
};

// In whole numbers.
typedef WeightsOf<int32_t> Weights;

// Whether every pixel that the weights name lies in a line of `length` pixels.
template <typename Share>
bool StaysIn(const WeightsOf<Share>& weights, size_t length) {
  for (size_t place = 0; place < weights.places; place++) {
    const int64_t first = weights.first[place];
    const int64_t count = weights.count[place];
    if (first < 0 || count < 0 || count > static_cast<int64_t>(weights.stride)) return false;
    if (first + count > static_cast<int64_t>(length)) return false;
  }
  return true;
}

// Three values, and whatever byte comes next as the fourth.
INLINED Ints FourBytes(const uint8_t* from) {
  int32_t word;
  std::memcpy(&word, from, sizeof word);
  // Three zeros after every byte: a whole number, on processors whose lowest byte comes first.
  const Bytes bytes = (Bytes)Ints{word, 0, 0, 0};
  return (Ints)__builtin_shufflevector(bytes, Bytes{}, 0, 16, 16, 16, 1, 16, 16, 16, 2, 16, 16, 16, 3, 16, 16, 16);
}

INLINED void PutBytes(Ints sums, uint8_t* into) {
  const Ints none = {0, 0, 0, 0};
  const Ints most = {255, 255, 255, 255};
  Ints values = sums >> kWeightBits;
  values = values < none ? none : values;
  values = values > most ? most : values;
  for (int channel = 0; channel < 3; channel++) into[channel] = static_cast<uint8_t>(values[channel]);
}

VECTORIZED void ColorColumns(const uint8_t* line, const uint8_t* end, const Weights& columns, uint8_t* into) {
  for (size_t x = 0; x < columns.places; x++, into += 3) {
    const uint8_t* from = line + static_cast<size_t>(columns.first[x]) * 3;
    const int32_t* weight = columns.weights + x * columns.stride;
    const int32_t* last = weight + columns.count[x];
    Ints sum = {kHalf, kHalf, kHalf, 0};
    // The last pixel of the image has no byte after it.
    for (; weight != last && from + 4 <= end; weight++, from += 3) sum += FourBytes(from) * *weight;
    for (; weight != last; weight++, from += 3) sum += Ints{from[0], from[1], from[2], 0} * *weight;
    PutBytes(sum, into);
  }
}

VECTORIZED void ChannelColumns(const uint8_t* line, size_t channels, const Weights& columns, uint8_t* into) {
  for (size_t x = 0; x < columns.places; x++) {
    const uint8_t* from = line + static_cast<size_t>(columns.first[x]) * channels;
    const int32_t* weight = columns.weights + x * columns.stride;
    for (size_t channel = 0; channel < channels; channel++) {
      int32_t sum = kHalf;
      for (int32_t index = 0; index < columns.count[x]; index++) {
        sum += from[index * channels + channel] * weight[index];
      }
      *into++ = Clipped(sum);
    }
  }
}

VECTORIZED void WeightedRows(const uint8_t* values, size_t length, const Weights& rows, uint8_t* into) {
  constexpr size_t kBlock = 32;
  for (size_t y = 0; y < rows.places; y++, into += length) {
    const uint8_t* from = values + static_cast<size_t>(rows.first[y]) * length;
    const int32_t* weight = rows.weights + y * rows.stride;
    const int32_t count = rows.count[y];
    size_t at = 0;
    for (; at + kBlock <= length; at += kBlock) {
      int32_t sums[kBlock];
      for (size_t lane = 0; lane < kBlock; lane++) sums[lane] = kHalf;
      const uint8_t* line = from + at;
      for (int32_t index = 0; index < count; index++, line += length) {
        for (size_t lane = 0; lane < kBlock; lane++) sums[lane] += line[lane] * weight[index];
      }
      for (size_t lane = 0; lane < kBlock; lane++) into[at + lane] = Clipped(sums[lane]);
    }
    for (; at < length; at++) {
      int32_t sum = kHalf;
      for (int32_t index = 0; index < count; index++) sum += from[index * length + at] * weight[index];
      into[at] = Clipped(sum);
    }
  }
}

template <typename Share>
WeightsOf<Share> WeightsAt(Arguments& arguments, size_t index, Array<Share> weights) {
  const Array<int32_t> first = arguments.Integers(index);
  const Array<int32_t> count = arguments.Integers(index + 1);
  const size_t stride = arguments.Size(index + 3);
  arguments.fits = arguments.fits && first.length == count.length && weights.length >= first.length * stride;
  return {first.data, count.data, weights.data, stride, first.length};
}

// resizeColumns(values, width, channels, firstRow, endRow, first, count, weights, stride, into)
napi_value ResizeColumns(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const Array<uint8_t> values = arguments.ByteArray(0);
  const size_t width = arguments.Size(1);
  const size_t channels = arguments.Size(2);
  const size_t first_row = arguments.Size(3);
  const size_t end_row = arguments.Size(4);
  const Weights columns = WeightsAt(arguments, 5, arguments.Integers(7));
  const Array<uint8_t> into = arguments.ByteArray(9);
  const bool is_right = arguments.fits && channels > 0 && end_row * width * channels <= values.length &&
                        end_row * columns.places * channels <= into.length && StaysIn(columns, width);
  if (arguments.Refused(is_right, "resizeColumns takes an image and weights that fit it")) return nullptr;
  for (size_t y = first_row; y < end_row; y++) {
    const uint8_t* line = values.data + y * width * channels;
    uint8_t* to = into.data + y * columns.places * channels;
    if (channels == 3) {
      ColorColumns(line, values.data + values.length, columns, to);
    } else {
      ChannelColumns(line, channels, columns, to);
    }
  }
  return nullptr;
}

// resizeRows(values, height, lineLength, first, count, weights, stride, into)
napi_value ResizeRows(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const Array<uint8_t> values = arguments.ByteArray(0);
  const size_t height = arguments.Size(1);
  const size_t length = arguments.Size(2);
  const Weights rows = WeightsAt(arguments, 3, arguments.Integers(5));
  const Array<uint8_t> into = arguments.ByteArray(7);
  const bool is_right = arguments.fits && height * length <= values.length && rows.places * length <= into.length &&
                        StaysIn(rows, height);
  if (arguments.Refused(is_right, "resizeRows takes an image and weights that fit it")) return nullptr;
  WeightedRows(values.data, length, rows, into.data);
  return nullptr;
}

template <size_t kChannels>
INLINED void NearestRow(const uint8_t* line, const int32_t* columns, size_t width, uint8_t* into) {
  for (size_t x = 0; x < width; x++, into += kChannels) {
    std::memcpy(into, line + static_cast<size_t>(columns[x]) * kChannels, kChannels);
  }
}

// nearest(values, width, channels, columns, rows, into)
napi_value Nearest(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const Array<uint8_t> values = arguments.ByteArray(0);
  const size_t width = arguments.Size(1);
  const size_t channels = arguments.Size(2);
  const Array<int32_t> columns = arguments.Integers(3);
  const Array<int32_t> rows = arguments.Integers(4);
  const Array<uint8_t> into = arguments.ByteArray(5);
  const size_t line_length = width * channels;
  const size_t height = line_length == 0 ? 0 : values.length / line_length;
  const auto lie_below = [](const Array<int32_t>& places, size_t bound) {
    return std::all_of(places.data, places.data + places.length,
                       [bound](int32_t place) { return place >= 0 && static_cast<size_t>(place) < bound; });
  };
  const bool is_right = arguments.fits && (channels == 1 || channels == 3 || channels == 4) &&
                        into.length >= columns.length * rows.length * channels && lie_below(columns, width) &&
                        lie_below(rows, height);
  if (arguments.Refused(is_right, "nearest takes an image of 1, 3 or 4 channels and places in it")) return nullptr;
  for (size_t y = 0; y < rows.length; y++) {
    const uint8_t* line = values.data + static_cast<size_t>(rows.data[y]) * line_length;
    uint8_t* to = into.data + y * columns.length * channels;
    if (channels == 3) {
      NearestRow<3>(line, columns.data, columns.length, to);
    } else if (channels == 4) {
      NearestRow<4>(line, columns.data, columns.length, to);
    } else {
      NearestRow<1>(line, columns.data, columns.length, to);
    }
  }
  return nullptr;
}

// ---------------------------------------------------------------------------------------------------------------------
// tensorflowResize.ts

INLINED Doubles Precisely(const uint8_t* from) { return __builtin_convertvector(FourBytes(from), Doubles); }

// `into` has room for one number more.
VECTORIZED void NarrowColors(const uint8_t* line, const uint8_t* end, const WeightsOf<double>& columns, double* into) {
  for (size_t x = 0; x < columns.places; x++, into += 3) {
    const uint8_t* from = line + static_cast<size_t>(columns.first[x]) * 3;
    const double* weight = columns.weights + x * columns.stride;
    const int32_t count = columns.count[x];
    Doubles sum = {0, 0, 0, 0};
    // The last pixel of the image has no byte after it.
    if (count == 2 && from + 7 <= end) {
      sum += Precisely(from) * weight[0];
      sum += Precisely(from + 3) * weight[1];
    } else {
      for (int32_t index = 0; index < count; index++, from += 3) {
        const Ints last = {from[0], from[1], from[2], 0};
        sum += (from + 4 <= end ? Precisely(from) : __builtin_convertvector(last, Doubles)) * weight[index];
      }
    }
    // The fourth is overwritten by the next pixel.
    std::memcpy(into, &sum, sizeof sum);
  }
}

VECTORIZED void NarrowChannels(const uint8_t* line, size_t channels, const WeightsOf<double>& columns, double* into) {
  for (size_t x = 0; x < columns.places; x++) {
    const uint8_t* from = line + static_cast<size_t>(columns.first[x]) * channels;
    const double* weight = columns.weights + x * columns.stride;
    for (size_t channel = 0; channel < channels; channel++) {
      double sum = 0;
      for (int32_t index = 0; index < columns.count[x]; index++) {
        sum += weight[index] * from[index * channels + channel];
      }
      *into++ = sum;
    }
  }
}

VECTORIZED void AddWeighted(const double* line, double weight, size_t length, double* sums) {
  for (size_t at = 0; at < length; at++) sums[at] += weight * line[at];
}

VECTORIZED void Rounded(const double* sums, size_t length, float* into) {
  for (size_t at = 0; at < length; at++) into[at] = static_cast<float>(sums[at]);
}

// resizeFractions(values, height, width, channels, rows: first, count, weights, stride, columns: the same, into)
napi_value ResizeFractions(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const Array<uint8_t> values = arguments.ByteArray(0);
  const size_t height = arguments.Size(1);
  const size_t width = arguments.Size(2);
  const size_t channels = arguments.Size(3);
  const WeightsOf<double> rows = WeightsAt(arguments, 4, arguments.Precise(6));
  const WeightsOf<double> columns = WeightsAt(arguments, 8, arguments.Precise(10));
  const Array<float> into = arguments.Numbers(12);
  const size_t length = columns.places * channels;
  const bool is_right = arguments.fits && channels > 0 && height * width * channels <= values.length &&
                        rows.places * length <= into.length && StaysIn(rows, height) && StaysIn(columns, width) &&
                        std::is_sorted(rows.first, rows.first + rows.places);
  if (arguments.Refused(is_right, "resizeFractions takes an image and weights that fit it")) return nullptr;
  // Lines that were made narrow, as many as one line of the result takes: they are taken in order.
  const size_t room = length + 1;
  std::vector<double> narrow(rows.stride * room);
  std::vector<double> sums(length);
  size_t narrowed = 0;
  for (size_t y = 0; y < rows.places; y++) {
    const size_t first = static_cast<size_t>(rows.first[y]);
    const size_t end = first + static_cast<size_t>(rows.count[y]);
    std::fill(sums.begin(), sums.end(), 0.0);
    for (size_t row = first; row < end; row++) {
      double* line = narrow.data() + row % rows.stride * room;
      if (row >= narrowed) {
        const uint8_t* from = values.data + row * width * channels;
        if (channels == 3) {
          NarrowColors(from, values.data + values.length, columns, line);
        } else {
          NarrowChannels(from, channels, columns, line);
        }
        narrowed = row + 1;
      }
      AddWeighted(line, rows.weights[y * rows.stride + row - first], length, sums.data());
    }
    Rounded(sums.data(), length, into.data + y * length);
  }
  return nullptr;
}

// ---------------------------------------------------------------------------------------------------------------------
// affineResample.ts

enum FillMode { kConstant, kNearest, kReflect, kMirror, kWrap };
constexpr double kOutside = -1;

struct Sampler {
  const float* values;
  size_t width;
  size_t height;
  size_t channels;
  double xx, xy, x0, yx, yy, y0;
  FillMode mode;
  double cval;
  bool cuts_edge;
  bool scipy_wraps;
};

INLINED double Modulo(double value, double divisor) {
  return std::fmod(std::fmod(value, divisor) + divisor, divisor);
}

double PlaceInside(double place, double size, FillMode mode) {
  if (place >= 0 && place < size) return place;
  switch (mode) {
    case kConstant:
      return kOutside;
    case kNearest:
      return place < 0 ? 0 : size - 1;
    case kWrap:
      return Modulo(place, size);
    case kReflect: {
      const double within = Modulo(place, 2 * size);
      return within < size ? within : 2 * size - 1 - within;
    }
    case kMirror: {
      if (size == 1) return 0;
      const double within = Modulo(place, 2 * size - 2);
      return within < size ? within : 2 * size - 2 - within;
    }
  }
  return kOutside;
}

double ScipyWrap(double coordinate, double size) {
  const double period = size - 1;
  if (coordinate >= 0 && coordinate <= period) return coordinate;
  if (period == 0) return 0;
  if (coordinate < 0) return coordinate + period * (std::trunc(-coordinate / period) + 1);
  return coordinate - period * std::trunc(coordinate / period);
}

struct Span {
  double first;
  double end;
};

Span SpanOf(double slope, double start, double bound, double width) {
  constexpr double kHair = 1e-9;
  if (slope == 0) return start >= 0 && start < bound ? Span{0, width} : Span{0, 0};
  const double zero = -start / slope;
  const double full = (bound - start) / slope;
  const double low = std::ceil(std::min(zero, full) + kHair);
  const double high = std::ceil(std::max(zero, full) - kHair);
  Span span = {std::min(std::max(low, 0.0), width), 0};
  span.end = std::min(std::max(high, span.first), width);
  // A quotient by almost nothing says little: the ends are tried, and what lies between them lies inside, too.
  const auto is_inside = [&](double x) {
    const double place = slope * x + start;
    return place >= 0 && place < bound;
  };
  while (span.first < span.end && !is_inside(span.first)) span.first++;
  while (span.end > span.first && !is_inside(span.end - 1)) span.end--;
  return span;
}

// Numbers that are computed side by side: three channels of a pixel, and the next pixel's first as the fourth.
constexpr int kLanes = 4;

INLINED void PutColor(const float* color, float* to) { std::memcpy(to, color, 3 * sizeof(float)); }

INLINED void InnerColors(const Sampler& from, double row_x, double row_y, int32_t first, int32_t end, float* to) {
  const size_t below = from.width * 3;
  for (int32_t x = first; x < end; x++, to += 3) {
    const double source_x = from.xx * static_cast<double>(x) + row_x;
    const double source_y = from.yx * static_cast<double>(x) + row_y;
    const int32_t column = static_cast<int32_t>(source_x);
    const int32_t row = static_cast<int32_t>(source_y);
    const double right = source_x - column;
    const double down = source_y - row;
    const float* over = from.values + (static_cast<size_t>(row) * from.width + column) * 3;
    const float* under = over + below;
    const double bottom_right = right * down;
    const double top_right = right - bottom_right;
    const double bottom_left = down - bottom_right;
    const double top_left = 1 - right - bottom_left;
    float color[kLanes];
    for (int lane = 0; lane < kLanes; lane++) {
      color[lane] = static_cast<float>(top_left * over[lane] + top_right * over[3 + lane] + bottom_left * under[lane] +
                                       bottom_right * under[3 + lane]);
    }
    PutColor(color, to);
  }
}

INLINED void ClampedColors(const Sampler& from, double row_x, double row_y, int32_t first, int32_t end, float* to) {
  const double last_column = static_cast<double>(from.width) - 1;
  const double last_row = static_cast<double>(from.height) - 1;
  const size_t below = from.width * 3;
  for (int32_t x = first; x < end; x++, to += 3) {
    const double wanted_x = from.xx * static_cast<double>(x) + row_x;
    const double wanted_y = from.yx * static_cast<double>(x) + row_y;
    const double source_x = wanted_x > 0 ? (wanted_x < last_column ? wanted_x : last_column) : 0;
    const double source_y = wanted_y > 0 ? (wanted_y < last_row ? wanted_y : last_row) : 0;
    const int32_t column = static_cast<int32_t>(source_x < last_column ? source_x : last_column - 1);
    const int32_t row = static_cast<int32_t>(source_y < last_row ? source_y : last_row - 1);
    const double right = source_x - column;
    const double down = source_y - row;
    const float* over = from.values + (static_cast<size_t>(row) * from.width + column) * 3;
    const float* under = over + below;
    float color[kLanes];
    for (int lane = 0; lane < kLanes; lane++) {
      const double top = over[lane] * (1 - right) + over[3 + lane] * right;
      const double bottom = under[lane] * (1 - right) + under[3 + lane] * right;
      color[lane] = static_cast<float>(top * (1 - down) + bottom * down);
    }
    PutColor(color, to);
  }
}

INLINED void InnerChannels(const Sampler& from, double row_x, double row_y, int32_t first, int32_t end, float* to) {
  const size_t channels = from.channels;
  for (int32_t x = first; x < end; x++) {
    const double source_x = from.xx * static_cast<double>(x) + row_x;
    const double source_y = from.yx * static_cast<double>(x) + row_y;
    const int32_t column = static_cast<int32_t>(source_x);
    const int32_t row = static_cast<int32_t>(source_y);
    const double right = source_x - column;
    const double down = source_y - row;
    const float* over = from.values + (static_cast<size_t>(row) * from.width + column) * channels;
    const float* under = over + from.width * channels;
    for (size_t channel = 0; channel < channels; channel++) {
      const double top = over[channel] * (1 - right) + over[channels + channel] * right;
      const double bottom = under[channel] * (1 - right) + under[channels + channel] * right;
      *to++ = static_cast<float>(top * (1 - down) + bottom * down);
    }
  }
}

void EdgeSpan(const Sampler& from, double row_x, double row_y, int32_t first, int32_t end, float* to) {
  const double width = static_cast<double>(from.width);
  const double height = static_cast<double>(from.height);
  const size_t channels = from.channels;
  const auto start = [&](double row, double column) -> const float* {
    if (row == kOutside || column == kOutside) return nullptr;
    return from.values + (static_cast<size_t>(row) * from.width + static_cast<size_t>(column)) * channels;
  };
  for (int32_t x = first; x < end; x++, to += channels) {
    double source_x = from.xx * static_cast<double>(x) + row_x;
    double source_y = from.yx * static_cast<double>(x) + row_y;
    if (from.cuts_edge &&
        !(source_x >= 0 && source_x <= width - 1 && source_y >= 0 && source_y <= height - 1)) {
      for (size_t channel = 0; channel < channels; channel++) to[channel] = static_cast<float>(from.cval);
      continue;
    }
    if (from.scipy_wraps) {
      source_x = ScipyWrap(source_x, width);
      source_y = ScipyWrap(source_y, height);
    }
    const double column = std::floor(source_x);
    const double row = std::floor(source_y);
    const double right = source_x - column;
    const double down = source_y - row;
    const double column0 = PlaceInside(column, width, from.mode);
    const double column1 = right == 0 ? column0 : PlaceInside(column + 1, width, from.mode);
    const double row0 = PlaceInside(row, height, from.mode);
    const double row1 = down == 0 ? row0 : PlaceInside(row + 1, height, from.mode);
    const float* const top_left = start(row0, column0);
    const float* const top_right = start(row0, column1);
    const float* const bottom_left = start(row1, column0);
    const float* const bottom_right = start(row1, column1);
    for (size_t channel = 0; channel < channels; channel++) {
      const auto value = [&](const float* pixel) { return pixel ? static_cast<double>(pixel[channel]) : from.cval; };
      const double top = value(top_left) * (1 - right) + value(top_right) * right;
      const double bottom = value(bottom_left) * (1 - right) + value(bottom_right) * right;
      to[channel] = static_cast<float>(top * (1 - down) + bottom * down);
    }
  }
}

INLINED void AllRows(const Sampler& from, float* into) {
  const double width = static_cast<double>(from.width);
  const size_t channels = from.channels;
  const int32_t last = static_cast<int32_t>(from.width);
  const bool is_clamped = channels == 3 && from.width > 1 && from.height > 1 && from.mode == kNearest;
  for (size_t y = 0; y < from.height; y++, into += from.width * channels) {
    const double row_x = from.xy * static_cast<double>(y) + from.x0;
    const double row_y = from.yy * static_cast<double>(y) + from.y0;
    const Span across = SpanOf(from.xx, row_x, width - 1, width);
    const Span down = SpanOf(from.yx, row_y, static_cast<double>(from.height) - 1, width);
    const double begin = std::max(across.first, down.first);
    const int32_t first = static_cast<int32_t>(begin);
    const int32_t end = static_cast<int32_t>(std::max(begin, std::min(across.end, down.end)));
    if (is_clamped) {
      ClampedColors(from, row_x, row_y, 0, first, into);
      ClampedColors(from, row_x, row_y, end, last, into + end * 3);
    } else {
      EdgeSpan(from, row_x, row_y, 0, first, into);
      EdgeSpan(from, row_x, row_y, end, last, into + end * channels);
    }
    if (channels == 3) {
      InnerColors(from, row_x, row_y, first, end, into + first * 3);
    } else {
      InnerChannels(from, row_x, row_y, first, end, into + first * channels);
    }
  }
}

VECTORIZED void ResampleRows(const Sampler& from, float* into) { AllRows(from, into); }

VECTORIZED void ToFloats(const uint8_t* from, size_t length, float* into) {
  for (size_t at = 0; at < length; at++) into[at] = from[at];
}

// Larger images get memory of their own, so that one giant does not keep as much forever.
constexpr size_t kKept = 1 << 22;

// The image as floats, exactly, with room after the last pixel: a pixel is read by four numbers.
class PaddedImage {
 public:
  PaddedImage(Arguments& arguments, size_t index, size_t size) {
    const bool is_bytes = arguments.IsBytes(index);
    const Array<uint8_t> bytes = is_bytes ? arguments.ByteArray(index) : Array<uint8_t>{};
    const Array<float> floats = is_bytes ? Array<float>{} : arguments.Numbers(index);
    arguments.fits = arguments.fits && size > 0 && (is_bytes ? bytes.length : floats.length) == size;
    if (!arguments.fits) return;
    static thread_local std::vector<float> kept;
    std::vector<float>& memory = size < kKept ? kept : own_;
    if (memory.size() < size + 4) memory.resize(size + 4);
    if (is_bytes) {
      ToFloats(bytes.data, size, memory.data());
    } else {
      std::memcpy(memory.data(), floats.data, size * sizeof(float));
    }
    values_ = memory.data();
  }

  const float* values() const { return values_; }

 private:
  std::vector<float> own_;
  const float* values_ = nullptr;
};

// resample(values, height, width, channels, map, fillMode, cval, cutsEdge, scipyWraps, into)
napi_value Resample(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const size_t height = arguments.Size(1);
  const size_t width = arguments.Size(2);
  const size_t channels = arguments.Size(3);
  const Array<double> map = arguments.Precise(4);
  const size_t mode = arguments.Size(5);
  const double cval = arguments.Number(6);
  const bool cuts_edge = arguments.Size(7) != 0;
  const bool scipy_wraps = arguments.Size(8) != 0;
  const Array<float> into = arguments.Numbers(9);
  constexpr size_t kLargest = 1 << 24;
  const bool is_right = arguments.fits && mode <= kWrap && width < kLargest && height < kLargest && channels <= 16 &&
                        into.length == height * width * channels &&
                        // Beyond, places would not be whole numbers any more.
                        map.length == 6 && std::all_of(map.data, map.data + 6, [](double number) {
                          return std::fabs(number) < 1e9;
                        });
  arguments.fits = is_right;
  const PaddedImage image(arguments, 0, into.length);
  if (arguments.Refused(true, "resample takes an image, a map that is not too wild, and memory of the same size")) {
    return nullptr;
  }
  const double* m = map.data;
  ResampleRows({image.values(), width, height, channels, m[0], m[1], m[2], m[3], m[4], m[5],
                static_cast<FillMode>(mode), cval, cuts_edge, scipy_wraps},
               into.data);
  return nullptr;
}

// ---------------------------------------------------------------------------------------------------------------------
// color.ts and standardize.ts

VECTORIZED void RangeOf(const float* values, size_t length, float* low, float* high) {
  Floats lows = {INFINITY, INFINITY, INFINITY, INFINITY};
  Floats highs = -lows;
  size_t at = 0;
  for (; at + 4 <= length; at += 4) {
    Floats four;
    std::memcpy(&four, values + at, sizeof four);
    // What is no number is neither.
    lows = four < lows ? four : lows;
    highs = four > highs ? four : highs;
  }
  *low = INFINITY;
  *high = -INFINITY;
  for (int lane = 0; lane < 4; lane++) {
    *low = lows[lane] < *low ? lows[lane] : *low;
    *high = highs[lane] > *high ? highs[lane] : *high;
  }
  for (; at < length; at++) {
    *low = values[at] < *low ? values[at] : *low;
    *high = values[at] > *high ? values[at] : *high;
  }
}

VECTORIZED void ShiftWithin(float* values, size_t length, float shift, float low, float high) {
  for (size_t at = 0; at < length; at++) {
    const float shifted = values[at] + shift;
    const float raised = shifted < low ? low : shifted;
    values[at] = raised > high ? high : raised;
  }
}

VECTORIZED void ThroughTable(float* values, size_t length, const float* table) {
  for (size_t at = 0; at < length; at++) {
    const float value = values[at];
    // What is no number counts as 0, as in JavaScript.
    values[at] = table[static_cast<int32_t>(value > 0 ? (value < 255 ? value : 255) : 0)];
  }
}

template <typename T>
INLINED void Scaled(const T* from, size_t length, double factor, float* into) {
  for (size_t at = 0; at < length; at++) into[at] = static_cast<float>(static_cast<double>(from[at]) * factor);
}

VECTORIZED void ScaleBytes(const uint8_t* from, size_t length, double factor, float* into) {
  Scaled(from, length, factor, into);
}

VECTORIZED void ScaleFloats(const float* from, size_t length, double factor, float* into) {
  Scaled(from, length, factor, into);
}

// range(values, into): the smallest and the largest of the values
napi_value Range(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const Array<float> values = arguments.Numbers(0);
  const Array<float> into = arguments.Numbers(1);
  if (arguments.Refused(into.length == 2, "range takes two Float32Arrays, the second one of two numbers")) return nullptr;
  RangeOf(values.data, values.length, into.data, into.data + 1);
  return nullptr;
}

// shift(values, shift, low, high)
napi_value Shift(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const Array<float> values = arguments.Numbers(0);
  const float shift = static_cast<float>(arguments.Number(1));
  const float low = static_cast<float>(arguments.Number(2));
  const float high = static_cast<float>(arguments.Number(3));
  if (arguments.Refused(true, "shift takes a Float32Array and three numbers")) return nullptr;
  ShiftWithin(values.data, values.length, shift, low, high);
  return nullptr;
}

// lookUp(values, table): every value becomes what the table says of its whole part
napi_value LookUp(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const Array<float> values = arguments.Numbers(0);
  const Array<float> table = arguments.Numbers(1);
  if (arguments.Refused(table.length == 256, "lookUp takes a Float32Array and one of 256 numbers")) return nullptr;
  ThroughTable(values.data, values.length, table.data);
  return nullptr;
}

// scale(from, factor, into); into may be from
napi_value Scale(napi_env env, napi_callback_info info) {
  constexpr char kUse[] = "scale takes values, a factor, and a Float32Array of the same length";
  Arguments arguments(env, info);
  const double factor = arguments.Number(1);
  const Array<float> into = arguments.Numbers(2);
  if (arguments.IsBytes(0)) {
    const Array<uint8_t> from = arguments.ByteArray(0);
    if (!arguments.Refused(from.length == into.length, kUse)) ScaleBytes(from.data, from.length, factor, into.data);
  } else {
    const Array<float> from = arguments.Numbers(0);
    if (!arguments.Refused(from.length == into.length, kUse)) ScaleFloats(from.data, from.length, factor, into.data);
  }
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  const struct {
    const char* name;
    napi_callback call;
  } functions[] = {
      {"nearest", Nearest}, {"resizeColumns", ResizeColumns}, {"resizeRows", ResizeRows}, {"resizeFractions", ResizeFractions}, {"resample", Resample},
      {"range", Range},     {"shift", Shift},                 {"lookUp", LookUp},         {"scale", Scale},
  };
  for (const auto& [name, call] : functions) {
    napi_value function;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, call, nullptr, &function);
    napi_set_named_property(env, exports, name, function);
  }
  napi_value version;
  napi_create_int32(env, kInterfaceVersion, &version);
  napi_set_named_property(env, exports, "interfaceVersion", version);
  return exports;
}
