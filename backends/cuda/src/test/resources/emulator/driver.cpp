// libcuda.so.1: one stream of commands, which run when somebody waits for them.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

namespace {
using Run = bool (*)(const char*, unsigned int, unsigned int);
using Clock = std::chrono::steady_clock;

struct Function {
  Run run;
  size_t arguments;
  bool faulty;
};
struct Module {
  void* library;
  std::map<std::string, Function> functions;
};
struct Event {
  Clock::time_point time;
  bool waiting;
};

const size_t MEMORY = 1ul << 30;
const int WARP = 32, MOST_THREADS = 1024;
const int OK = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, INVALID_IMAGE = 200, NO_BINARY_FOR_GPU = 209, NOT_FOUND = 500, ILLEGAL_ADDRESS = 700,
          LAUNCH_OUT_OF_RESOURCES = 701, LAUNCH_FAILED = 719;

std::vector<std::function<void()>> commands;
std::map<uintptr_t, size_t> allocated;
size_t used;
int fault;
int context;

int number(const char* variable, int otherwise) {
  const char* said = getenv(variable);
  return said ? atoi(said) : otherwise;
}

int drain() {
  for (auto& command : commands)
    if (!fault) command();
  commands.clear();
  return fault;
}

int queue(std::function<void()> command) {
  if (fault) return fault;
  commands.push_back(std::move(command));
  return OK;
}

// Whether memory of the GPU has these bytes.
bool has(uintptr_t address, size_t bytes) {
  auto after = allocated.upper_bound(address);
  if (after == allocated.begin()) return false;
  auto in = std::prev(after);
  return address + bytes <= in->first + in->second;
}

size_t file_size(const unsigned char* image) {
  auto* head = (const Elf64_Ehdr*) image;
  return head->e_shoff + (size_t) head->e_shnum * head->e_shentsize;
}
}

extern "C" {
int cuGetErrorName(int status, const char** name) {
  static const std::map<int, const char*> names = {{OK, "CUDA_SUCCESS"}, {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE"},
      {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY"}, {INVALID_IMAGE, "CUDA_ERROR_INVALID_IMAGE"},
      {NO_BINARY_FOR_GPU, "CUDA_ERROR_NO_BINARY_FOR_GPU"}, {NOT_FOUND, "CUDA_ERROR_NOT_FOUND"},
      {ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS"}, {LAUNCH_OUT_OF_RESOURCES, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES"},
      {LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED"}};
  auto found = names.find(status);
  if (found == names.end()) return INVALID_VALUE;
  *name = found->second;
  return OK;
}

int cuInit(unsigned int) { return number("EMULATED_GPUS", 1) > 0 ? OK : 100; }

int cuDriverGetVersion(int* version) {
  *version = number("EMULATED_DRIVER", 13000);
  return OK;
}

int cuDeviceGetCount(int* count) {
  *count = number("EMULATED_GPUS", 1);
  return OK;
}

int cuDeviceGet(int* device, int ordinal) {
  *device = ordinal;
  return OK;
}

int cuDeviceGetName(char* name, int size, int) {
  strncpy(name, "Emulated GPU", size);
  return OK;
}

int cuDeviceTotalMem_v2(size_t* bytes, int) {
  *bytes = MEMORY;
  return OK;
}

int cuDeviceGetAttribute(int* value, int attribute, int) {
  static const std::map<int, int> values = {{1, MOST_THREADS}, {2, MOST_THREADS}, {5, 2147483647}, {8, 49152}, {10, WARP}, {16, 4}, {20, 0},
      {75, number("EMULATED_SM", 90) / 10}, {76, number("EMULATED_SM", 90) % 10}};
  auto found = values.find(attribute);
  if (found == values.end()) return INVALID_VALUE;
  *value = found->second;
  return OK;
}

int cuDevicePrimaryCtxRetain(void** out, int) {
  *out = &context;
  return OK;
}

int cuDevicePrimaryCtxRelease_v2(int) {
  drain();
  fault = OK;
  return OK;
}

int cuCtxSetCurrent(void*) { return OK; }

int cuStreamCreate(void** stream, unsigned int) {
  *stream = &commands;
  return OK;
}

int cuStreamDestroy_v2(void*) { return OK; }

int cuStreamSynchronize(void*) { return drain(); }

int cuMemAlloc_v2(uintptr_t* address, size_t bytes) {
  if (fault) return fault;
  if (bytes > MEMORY - used) return OUT_OF_MEMORY;
  char* memory = (char*) aligned_alloc(256, (bytes + 255) / 256 * 256);
  memset(memory, 0xa5, bytes);
  used += bytes;
  allocated[(uintptr_t) memory] = bytes;
  *address = (uintptr_t) memory;
  return OK;
}

int cuMemFree_v2(uintptr_t address) {
  drain();
  auto found = allocated.find(address);
  if (found == allocated.end()) return INVALID_VALUE;
  used -= found->second;
  allocated.erase(found);
  free((void*) address);
  return fault;
}

int cuMemGetInfo_v2(size_t* free, size_t* total) {
  *free = MEMORY - used;
  *total = MEMORY;
  return OK;
}

int cuMemAllocHost_v2(void** memory, size_t bytes) {
  *memory = malloc(bytes);
  return OK;
}

int cuMemFreeHost(void* memory) {
  drain();
  free(memory);
  return OK;
}

int cuMemcpyHtoDAsync_v2(uintptr_t to, const void* from, size_t bytes, void*) {
  if (!has(to, bytes)) return INVALID_VALUE;
  return queue([=] { memcpy((void*) to, from, bytes); });
}

int cuMemcpyDtoHAsync_v2(void* to, uintptr_t from, size_t bytes, void*) {
  if (!has(from, bytes)) return INVALID_VALUE;
  return queue([=] { memcpy(to, (const void*) from, bytes); });
}

int cuMemsetD8Async(uintptr_t address, unsigned char value, size_t bytes, void*) {
  if (!has(address, bytes)) return INVALID_VALUE;
  return queue([=] { memset((void*) address, value, bytes); });
}

int cuEventCreate(Event** event, unsigned int) {
  *event = new Event{Clock::now(), false};
  return OK;
}

int cuEventDestroy_v2(Event* event) {
  drain();
  delete event;
  return OK;
}

int cuEventRecord(Event* event, void*) {
  event->waiting = true;
  return queue([=] {
    event->time = Clock::now();
    event->waiting = false;
  });
}

int cuEventSynchronize(Event* event) { return event->waiting ? drain() : fault; }

int cuEventElapsedTime_v2(float* milliseconds, Event* first, Event* last) {
  *milliseconds = std::chrono::duration<float, std::milli>(last->time - first->time).count();
  return OK;
}

int cuEventElapsedTime(float* milliseconds, Event* first, Event* last) { return cuEventElapsedTime_v2(milliseconds, first, last); }

int cuModuleLoadData(Module** module, const unsigned char* image) {
  if (fault) return fault;
  auto* head = (const Elf64_Ehdr*) image;
  if (memcmp(image, ELFMAG, SELFMAG) != 0) return INVALID_IMAGE;
  if (head->e_machine != EM_X86_64) return NO_BINARY_FOR_GPU;
  char file[] = "/tmp/tulle-emulated-XXXXXX";
  int descriptor = mkstemp(file);
  if (descriptor < 0) return INVALID_VALUE;
  bool written = write(descriptor, image, file_size(image)) == (ssize_t) file_size(image);
  close(descriptor);
  void* library = written ? dlopen(file, RTLD_NOW | RTLD_LOCAL) : nullptr;
  unlink(file);
  if (!library) return INVALID_IMAGE;
  *module = new Module{library, {}};
  return OK;
}

int cuModuleUnload(Module* module) {
  drain();
  dlclose(module->library);
  delete module;
  return fault;
}

int cuModuleGetFunction(Function** function, Module* module, const char* name) {
  auto run = (Run) dlsym(module->library, (std::string(name) + "_run").c_str());
  auto arguments = (size_t(*)()) dlsym(module->library, (std::string(name) + "_arguments").c_str());
  if (!run || !arguments) return NOT_FOUND;
  *function = &(module->functions[name] = Function{run, arguments(), strncmp(name, "faulty", 6) == 0});
  return OK;
}

int cuFuncGetAttribute(int* value, int attribute, Function*) {
  *value = attribute == 0 ? MOST_THREADS : 0;
  return OK;
}

int cuLaunchKernel(Function* function, unsigned int groups, unsigned int, unsigned int, unsigned int threads, unsigned int, unsigned int,
    unsigned int, void*, void**, void** extra) {
  if (groups < 1 || threads < 1 || threads > MOST_THREADS || extra[0] != (void*) 1 || extra[2] != (void*) 2 || extra[4]) return INVALID_VALUE;
  std::string block((const char*) extra[1], *(size_t*) extra[3]);
  if (block.size() != function->arguments) return INVALID_VALUE;
  Function called = *function;
  return queue([=] {
    if (called.faulty) fault = ILLEGAL_ADDRESS;
    else if (!called.run(block.data(), groups, threads)) fault = LAUNCH_FAILED;
  });
}
}
