/* c[rows, columns] = csr · b[.., columns]. Sixteen columns are one vector; as many of them as fit stay in registers. */
typedef float vector __attribute__((vector_size(64), aligned(4)));

#define WIDTH 16

#define PIECE(COUNT)                                                                                                                     \
  static void times##COUNT(int columns, const int *indices, const float *values, int from, int to, const float *b, float *c) {          \
    vector sum[COUNT] = {0};                                                                                                             \
    for (int k = from; k < to; k++) {                                                                                                    \
      const vector *row = (const vector *)(b + (long)indices[k] * columns);                                                              \
      for (int j = 0; j < COUNT; j++) sum[j] += values[k] * row[j];                                                                      \
    }                                                                                                                                    \
    for (int j = 0; j < COUNT; j++) ((vector *)c)[j] = sum[j];                                                                           \
  }

PIECE(8)
PIECE(1)

static float one(int columns, const int *indices, const float *values, int from, int to, const float *b) {
  float sum = 0;
  for (int k = from; k < to; k++) sum += values[k] * b[(long)indices[k] * columns];
  return sum;
}

void csr_times_dense(int rows, int columns, const int *offsets, const int *indices, const float *values, const float *b, float *c,
                     int threads) {
#pragma omp parallel for schedule(dynamic, 64) num_threads(threads)
  for (int i = 0; i < rows; i++) {
    int from = offsets[i], to = offsets[i + 1], j = 0;
    float *row = c + (long)i * columns;
    for (; j + 8 * WIDTH <= columns; j += 8 * WIDTH) times8(columns, indices, values, from, to, b + j, row + j);
    for (; j + WIDTH <= columns; j += WIDTH) times1(columns, indices, values, from, to, b + j, row + j);
    for (; j < columns; j++) row[j] = one(columns, indices, values, from, to, b + j);
  }
}
