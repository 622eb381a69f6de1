// libnvrtc.so.13: the host's C++ compiler makes a shared library of a kernel.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <unistd.h>

namespace {
struct Program {
  std::string source, name, binary, log;
};

std::string read(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// Each mma instruction as a call with its operands in order.
std::string with_products(std::string text) {
  std::regex instruction("asm\\(\"mma\\.sync\\.aligned\\.m16n8k16\\.row\\.col\\.f32\\.(b?f16)\\.[^;]*;\"([^;]*);");
  std::regex operand("\"[+]?[fr]\"\\(([^()]*)\\)");
  std::smatch found;
  while (std::regex_search(text, found, instruction)) {
    std::string operands = found[2], all;
    for (std::sregex_iterator i(operands.begin(), operands.end(), operand), end; i != end; i++) all += (all.empty() ? "" : ", ") + (*i)[1].str();
    std::string widen = found[1] == "f16" ? "widen_half_bits" : "widen_bfloat_bits";
    text = found.prefix().str() + "multiply_fragments<" + widen + ">(" + all + ");" + found.suffix().str();
  }
  return text;
}
}

extern "C" {
const char* nvrtcGetErrorString(int status) {
  return status == 0 ? "NVRTC_SUCCESS" : status == 6 ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR_INVALID_INPUT";
}

int nvrtcVersion(int* major, int* minor) {
  *major = 13;
  *minor = 0;
  return 0;
}

int nvrtcCreateProgram(Program** program, const char* source, const char* name, int, const char**, const char**) {
  *program = new Program{source, name, "", ""};
  return 0;
}

int nvrtcDestroyProgram(Program** program) {
  delete *program;
  return 0;
}

int nvrtcCompileProgram(Program* program, int, const char**) {
  std::string text = replaced(program->source, "asm(\"cvt.rn.f16.f32 %0, %1;\" : \"=h\"(half) : \"f\"(x));", "half = narrow_to_half(x);");
  text = replaced(text, "asm(\"cvt.f32.f16 %0, %1;\" : \"=f\"(wide) : \"h\"(x));", "wide = widen_from_half(x);");
  text = with_products(text);
  std::smatch kernel;
  if (!std::regex_search(text, kernel, std::regex("__global__ void (?:__launch_bounds__\\(\\d+\\) )?(\\w+)\\("))) return 5;
  std::string name = kernel[1];
  std::string barriers = text.find("__syncthreads()") == std::string::npos ? "false" : "true";
  char folder[] = "/tmp/tulle-emulated-XXXXXX";
  if (!mkdtemp(folder)) return 5;
  std::string base = folder;
  {
    std::ofstream out(base + "/kernel.cpp");
    out << "#include \"kernel.h\"\n" << text;
    out << "static void body() { call(&" << name << ", block); }\n"
        << "extern \"C\" size_t " << name << "_arguments() { return block_size(&" << name << "); }\n"
        << "extern \"C\" bool " << name << "_run(const char* arguments, unsigned int groups, unsigned int threads) {\n"
        << "  block = arguments;\n  thread_body = body;\n  return run_grid(groups, threads, " << barriers << ");\n}\n";
  }
  std::string command = std::string("g++ -std=c++17 -O1 -ffp-contract=off -fPIC -shared -Wl,-z,norelro -I '") + HEADERS + "' -o " + base
      + "/kernel.so " + base + "/kernel.cpp 2> " + base + "/log";
  int exit = system(command.c_str());
  program->log = read(base + "/log");
  program->binary = exit == 0 ? read(base + "/kernel.so") : "";
  for (const char* file : {"/kernel.cpp", "/kernel.so", "/log"}) unlink((base + file).c_str());
  rmdir(folder);
  return exit == 0 ? 0 : 6;
}

int nvrtcGetCUBINSize(Program* program, size_t* size) {
  *size = program->binary.size();
  return 0;
}

int nvrtcGetCUBIN(Program* program, char* binary) {
  program->binary.copy(binary, program->binary.size());
  return 0;
}

int nvrtcGetProgramLogSize(Program* program, size_t* size) {
  *size = program->log.size() + 1;
  return 0;
}

int nvrtcGetProgramLog(Program* program, char* log) {
  program->log.copy(log, program->log.size());
  log[program->log.size()] = 0;
  return 0;
}
}
