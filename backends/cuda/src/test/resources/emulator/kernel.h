// What CUDA C has built in, for a C++ compiler of the host; before the text of a kernel.
#include <math.h>
#include <stdlib.h>
#include <ucontext.h>

#define __global__
#define __device__
#define __shared__ static
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __launch_bounds__(threads)
#define __forceinline__ inline

struct Index {
  unsigned int x, y, z;
};
static Index threadIdx, blockIdx, blockDim;

static void wait_for_the_group();
#define __syncthreads() wait_for_the_group()

static inline float __fmul_rn(float a, float b) { return a * b; }
static inline float __fdiv_rn(float a, float b) { return a / b; }
static inline float __fsqrt_rn(float x) { return sqrtf(x); }
static inline float __fmaf_rn(float a, float b, float c) { return fmaf(a, b, c); }

static inline int __float_as_int(float x) {
  int bits;
  __builtin_memcpy(&bits, &x, 4);
  return bits;
}
static inline float __int_as_float(int bits) {
  float x;
  __builtin_memcpy(&x, &bits, 4);
  return x;
}
static inline int __float2int_rz(float x) {
  return x >= 2147483648.0f ? 2147483647 : x < -2147483648.0f ? -2147483647 - 1 : (int) x;
}
static inline long long __float2ll_rz(float x) {
  return x >= 9223372036854775808.0f ? 9223372036854775807LL : x < -9223372036854775808.0f ? -9223372036854775807LL - 1 : (long long) x;
}
static inline unsigned short narrow_to_half(float x) {
  _Float16 half = (_Float16) x;
  unsigned short bits;
  __builtin_memcpy(&bits, &half, 2);
  return bits;
}
static inline float widen_from_half(unsigned short bits) {
  _Float16 half;
  __builtin_memcpy(&half, &bits, 2);
  return (float) half;
}

static inline int min(int a, int b) { return b < a ? b : a; }
static inline int max(int a, int b) { return a < b ? b : a; }
static inline long long min(long long a, long long b) { return b < a ? b : a; }
static inline long long max(long long a, long long b) { return a < b ? b : a; }

// Threads take turns, so nothing comes between.
template <class T>
static void atomicAdd(T* at, T value) {
  *at += value;
}
template <class T>
static void atomicMin(T* at, T value) {
  if (value < *at) *at = value;
}
template <class T>
static void atomicMax(T* at, T value) {
  if (*at < value) *at = value;
}
template <class T>
static void atomicOr(T* at, T value) {
  *at |= value;
}

// The threads of a group: each has a stack, and goes on where it stopped.
enum Wait { NONE, WARP, GROUP };
struct Thread {
  ucontext_t context;
  char* stack;
  Wait wait;
  bool ended;
};
static const size_t STACK = 1 << 17;
static ucontext_t turns;
static Thread* running;
static void (*thread_body)();

static void wait_for(Wait wait) {
  running->wait = wait;
  swapcontext(&running->context, &turns);
}

static void wait_for_the_group() { wait_for(GROUP); }

// The value of the thread `delta` further on in the warp; its own beyond the end. All threads of the warp take part.
template <class T>
static T __shfl_down_sync(unsigned int, T value, unsigned int delta) {
  static T slots[1024];
  slots[threadIdx.x] = value;
  wait_for(WARP);
  T taken = threadIdx.x % 32 + delta < 32 ? slots[threadIdx.x + delta] : value;
  wait_for(WARP);
  return taken;
}

static float widen_half_bits(unsigned short bits) { return widen_from_half(bits); }
static float widen_bfloat_bits(unsigned short bits) { return __int_as_float((int) ((unsigned int) bits << 16)); }

// What a thread of a warp gives to mma.m16n8k16: registers of two elements each.
struct Fragments {
  unsigned int a[4], b[2];
};
static Fragments fragments[1024];

static unsigned short half_of(unsigned int pair, int number) { return (unsigned short) (pair >> 16 * number); }

// Element (row, column) of the product plus `sum`. Where the elements of the factors are is said by the PTX ISA, "Matrix Fragments for mma.m16n8k16 with floating point type":
// with groupID = lane / 4 and place = lane % 4, element i of A is in row groupID (i in 0, 1, 4, 5) or groupID + 8, column 2 place + (i & 1) (i < 4) or 8 more;
// element i of B is in row 2 place + (i & 1) (i < 2) or 8 more, column groupID.
template <float (*WIDEN)(unsigned short)>
static float product_at(const Fragments* warp, int row, int column, float sum) {
  for (int k = 0; k < 16; k++) {
    int i = k / 8 * 4 + row / 8 * 2 + k % 2;
    float a = WIDEN(half_of(warp[row % 8 * 4 + k % 8 / 2].a[i / 2], i % 2));
    int j = k / 8 * 2 + k % 2;
    float b = WIDEN(half_of(warp[column * 4 + k % 8 / 2].b[j / 2], j % 2));
    sum = fmaf(a, b, sum);
  }
  return sum;
}

// mma.sync.aligned.m16n8k16.row.col: element i of C and D is in row groupID (i < 2) or groupID + 8, column 2 place + (i & 1).
template <float (*WIDEN)(unsigned short)>
static void multiply_fragments(float& d0, float& d1, float& d2, float& d3, unsigned int a0, unsigned int a1, unsigned int a2, unsigned int a3,
    unsigned int b0, unsigned int b1) {
  fragments[threadIdx.x] = {{a0, a1, a2, a3}, {b0, b1}};
  wait_for(WARP);
  const Fragments* warp = fragments + threadIdx.x / 32 * 32;
  int group = threadIdx.x % 32 / 4;
  int place = threadIdx.x % 4;
  d0 = product_at<WIDEN>(warp, group, 2 * place, d0);
  d1 = product_at<WIDEN>(warp, group, 2 * place + 1, d1);
  d2 = product_at<WIDEN>(warp, group + 8, 2 * place, d2);
  d3 = product_at<WIDEN>(warp, group + 8, 2 * place + 1, d3);
  wait_for(WARP);
}

static void first_turn() {
  thread_body();
  running->ended = true;
}

// Whether all threads of the group waited at as many barriers.
static bool run_group(Thread* threads, unsigned int count) {
  for (unsigned int i = 0; i < count; i++) {
    getcontext(&threads[i].context);
    threads[i].context.uc_stack.ss_sp = threads[i].stack;
    threads[i].context.uc_stack.ss_size = STACK;
    threads[i].context.uc_link = &turns;
    threads[i].ended = false;
    threads[i].wait = NONE;
    makecontext(&threads[i].context, first_turn, 0);
  }
  for (;;) {
    unsigned int ended = 0, waiting = 0;
    for (unsigned int i = 0; i < count; i++) {
      running = &threads[i];
      threadIdx.x = i;
      if (!running->ended && running->wait != GROUP) swapcontext(&turns, &running->context);
      ended += running->ended;
      waiting += !running->ended && running->wait == GROUP;
    }
    if (ended == count) return true;
    if (ended + waiting < count) continue;
    if (ended != 0) return false;
    for (unsigned int i = 0; i < count; i++) threads[i].wait = NONE;
  }
}

// Runs a kernel of any signature with its arguments as the driver got them: each at the next multiple of its size.
template <class T>
static T take(const char* block, size_t& end) {
  end = (end + sizeof(T) - 1) / sizeof(T) * sizeof(T);
  T value;
  __builtin_memcpy(&value, block + end, sizeof(T));
  end += sizeof(T);
  return value;
}
struct Call {
  template <class... A>
  Call(void (*kernel)(A...), A... arguments) {
    kernel(arguments...);
  }
};
template <class... A>
static void call(void (*kernel)(A...), const char* block) {
  size_t end = 0;
  Call{kernel, take<A>(block, end)...};
}
template <class... A>
static size_t block_size(void (*)(A...)) {
  size_t end = 0;
  ((end = (end + sizeof(A) - 1) / sizeof(A) * sizeof(A) + sizeof(A)), ...);
  return end;
}

static const char* block;

static bool run_grid(unsigned int groups, unsigned int count, bool barriers) {
  blockDim = {count, 1, 1};
  bool good = true;
  Thread* threads = barriers ? (Thread*) malloc(count * sizeof(Thread)) : nullptr;
  for (unsigned int i = 0; barriers && i < count; i++) threads[i].stack = (char*) malloc(STACK);
  for (unsigned int group = 0; good && group < groups; group++) {
    blockIdx.x = group;
    if (barriers) {
      good = run_group(threads, count);
    } else {
      running = nullptr;
      for (threadIdx.x = 0; threadIdx.x < count; threadIdx.x++) thread_body();
    }
  }
  for (unsigned int i = 0; barriers && i < count; i++) free(threads[i].stack);
  free(threads);
  return good;
}
