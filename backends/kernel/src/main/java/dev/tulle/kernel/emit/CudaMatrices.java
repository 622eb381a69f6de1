package dev.tulle.kernel.emit;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt.Multiply;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Products of matrices in CUDA, by the instruction `mma.sync.m16n8k16`. The PTX ISA lays its fragments out so: item `4 q + p` of a warp gives,
/// of a 16 × 16 factor, the pairs in rows `q` and `q + 8` at columns `2 p` and `2 p + 8`, and of a 16 × 8 factor the pairs in column `q` at
/// rows `2 p` and `2 p + 8`; it gets of the sums what [Multiply] says.
final class CudaMatrices {
  static final List<String> HELPERS = List.of(
      """
          template <bool BFLOAT, int ITEMS, int TILE_ROWS, int TILE_COLUMNS, int WARP_COLUMNS, int DEPTH, int LEFT, bool LEFT_ACROSS, int RIGHT, bool RIGHT_ACROSS>
          static __device__ __forceinline__ void multiply_staged(float* sum, const unsigned short* left, const unsigned short* right) {
            if (threadIdx.x >= ITEMS) return;
            const int warp = threadIdx.x / 32;
            const int quad = threadIdx.x % 32 / 4;
            const int pair = threadIdx.x % 4 * 2;
            const int row = warp / WARP_COLUMNS * TILE_ROWS * 16 + quad;
            const int column = warp % WARP_COLUMNS * TILE_COLUMNS * 8 + quad;
            #pragma unroll
            for (int step = 0; step < DEPTH; step += 16) {
              const int k = step + pair;
              unsigned int rows[TILE_ROWS][4];
              #pragma unroll
              for (int a = 0; a < TILE_ROWS; a++) {
                #pragma unroll
                for (int part = 0; part < 4; part++)
                  rows[a][part] = pair_of<LEFT, LEFT_ACROSS>(left, row + a * 16 + part % 2 * 8, k + part / 2 * 8);
              }
              #pragma unroll
              for (int b = 0; b < TILE_COLUMNS; b++) {
                const unsigned int first = pair_of<RIGHT, RIGHT_ACROSS>(right, column + b * 8, k);
                const unsigned int second = pair_of<RIGHT, RIGHT_ACROSS>(right, column + b * 8, k + 8);
                #pragma unroll
                for (int a = 0; a < TILE_ROWS; a++) {
                  float* tile = sum + (a * TILE_COLUMNS + b) * 4;
                  if (BFLOAT) multiply_bfloat(tile, rows[a], first, second);
                  else multiply_half(tile, rows[a], first, second);
                }
              }
            }
          }
          """,
      instruction("half", "f16"),
      instruction("bfloat", "bf16"),
      // Two elements that follow each other in what is summed over.
      """
          template <int STRIDE, bool ACROSS>
          static __device__ __forceinline__ unsigned int pair_of(const unsigned short* staged, int edge, int k) {
            if (ACROSS) return staged[k * STRIDE + edge] | (unsigned int) staged[(k + 1) * STRIDE + edge] << 16;
            return *(const unsigned int*) (staged + edge * STRIDE + k);
          }
          """);

  private CudaMatrices() {}

  private static String instruction(String name, String type) {
    return """
        static __device__ __forceinline__ void multiply_NAME(float* sum, const unsigned int* left, unsigned int first, unsigned int second) {
          asm("mma.sync.aligned.m16n8k16.row.col.f32.TYPE.TYPE.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
              : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
              : "r"(left[0]), "r"(left[1]), "r"(left[2]), "r"(left[3]), "r"(first), "r"(second));
        }
        """
        .replace("NAME", name)
        .replace("TYPE", type);
  }

  /// A call for all items of a group; whole warps do the work.
  static String multiply(Multiply m, String sum, Dialect.Staged left, Dialect.Staged right, int[] tiles, int warpColumns, Scalar element) {
    if (element != Scalar.F16 && element != Scalar.BF16) throw new CompilerBug("emit: a product of matrices of " + element);
    String constants = Stream
        .<Object> of(element == Scalar.BF16, m.warpRows() * warpColumns * Multiply.WARP, tiles[0], tiles[1], warpColumns,
            m.depth(), left.stride(), left.across(), right.stride(), right.across())
        .map(Object::toString)
        .collect(Collectors.joining(", "));
    return "multiply_staged<" + constants + ">(" + sum + ", " + left.array() + ", " + right.array() + ");";
  }
}
