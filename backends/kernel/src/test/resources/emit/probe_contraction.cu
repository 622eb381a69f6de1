// Kernel probe_contraction for cuda-90.
// c[i, j] = sum(p) a[i, p] * b[p, j], in 16 x 16 tiles
// Kernel IR: SHA-256 6f0e988a39074c48f2198e408b404bfee414d96d844cf5931b2d56b4c088cec5

extern "C" __global__ void __launch_bounds__(256) probe_contraction_kernel(
    const int n,
    const int m,
    const int k,
    const float* __restrict__ a,
    const float* __restrict__ b,
    float* __restrict__ c,
    long long* __restrict__ status) {
  __shared__ __align__(16) float a_tile[256];
  __shared__ __align__(16) float b_tile[256];
  long long group = blockIdx.x;
  if (group >= (long long) ((n + 15) >> 4) * (long long) ((m + 15) >> 4)) return;
  const int tj = (int) (group % ((m + 15) >> 4));
  group /= ((m + 15) >> 4);
  const int ti = (int) group;
  __syncthreads();
  for (int zero = (int) threadIdx.x; zero < 256; zero += (int) blockDim.x) a_tile[zero] = 0;
  __syncthreads();
  for (int zero = (int) threadIdx.x; zero < 256; zero += (int) blockDim.x) b_tile[zero] = 0;
  __syncthreads();
  float sum[1] = {0};
  for (int p_tile = 0; p_tile < (k + 15) >> 4; p_tile++) {
    __syncthreads();
    for (int l = (int) threadIdx.x; l < 256; l += 256) {
      const int r = l >> 4;
      const int q = l & 15;
      const int i = ti * 16 + r;
      const int j = tj * 16 + q;
      const int p_a = p_tile * 16 + q;
      const int p_b = p_tile * 16 + r;
      a_tile[(long long) r * 16 + q] = i < n && p_a < k ? a[(long long) i * k + p_a] : 0.0f;
      b_tile[(long long) r * 16 + q] = p_b < k && j < m ? b[(long long) p_b * m + j] : 0.0f;
    }
    __syncthreads();
    for (int l = (int) threadIdx.x; l < 256; l += 256) {
      const int r = l >> 4;
      const int q = l & 15;
      float s = sum[0];
      #pragma unroll
      for (int u = 0; u < 16; u++) {
        s = __fmaf_rn(a_tile[(long long) r * 16 + u], b_tile[(long long) u * 16 + q], s);
      }
      sum[0] = s;
    }
    __syncthreads();
  }
  __syncthreads();
  for (int l = (int) threadIdx.x; l < 256; l += 256) {
    const int r = l >> 4;
    const int q = l & 15;
    const int i = ti * 16 + r;
    const int j = tj * 16 + q;
    if (i < n && j < m) {
      c[(long long) i * m + j] = sum[0];
    }
  }
  __syncthreads();
}
