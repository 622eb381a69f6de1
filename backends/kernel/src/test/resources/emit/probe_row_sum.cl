// Kernel probe_row_sum for opencl.
// y[t] = sum(j) x[t, j]
// Kernel IR: SHA-256 322e6b9f721787707aaee3b84988dfba1a0e60719d60f43fcc156688914df937
#pragma OPENCL FP_CONTRACT OFF
#ifdef cl_khr_int64_base_atomics
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable
#endif
#ifdef cl_khr_int64_extended_atomics
#pragma OPENCL EXTENSION cl_khr_int64_extended_atomics : enable
#endif

__kernel void probe_row_sum_kernel(
    const int n,
    const int m,
    __global const float* restrict x,
    __global float* restrict y,
    __global long* restrict status) {
  __local float part[64];
  __local float total_tree[64];
  long group = get_group_id(0);
  if (group >= (long) n) return;
  const int t = (int) group;
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  for (int zero = (int) get_local_id(0); zero < 64; zero += (int) get_local_size(0)) part[zero] = 0;
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  for (int l = (int) get_local_id(0); l < 64; l += (int) get_local_size(0)) {
    float s = 0.0f;
    for (int c = 0; c < (m + 63) >> 6; c++) {
      const int j = c * 64 + l;
      if (j < m) {
        s = s + x[(long) t * m + j];
      }
    }
    part[l] = s;
  }
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  for (int zero = (int) get_local_id(0); zero < 64; zero += (int) get_local_size(0)) total_tree[zero] = 0;
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  for (int total_copy = (int) get_local_id(0); total_copy < 64; total_copy += (int) get_local_size(0)) {
    total_tree[total_copy] = part[total_copy];
  }
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  for (int total_half32 = (int) get_local_id(0); total_half32 < 32; total_half32 += (int) get_local_size(0)) {
    total_tree[total_half32] = total_tree[total_half32] + total_tree[total_half32 + 32];
  }
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  for (int total_half16 = (int) get_local_id(0); total_half16 < 16; total_half16 += (int) get_local_size(0)) {
    total_tree[total_half16] = total_tree[total_half16] + total_tree[total_half16 + 16];
  }
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  for (int total_half8 = (int) get_local_id(0); total_half8 < 8; total_half8 += (int) get_local_size(0)) {
    total_tree[total_half8] = total_tree[total_half8] + total_tree[total_half8 + 8];
  }
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  for (int total_half4 = (int) get_local_id(0); total_half4 < 4; total_half4 += (int) get_local_size(0)) {
    total_tree[total_half4] = total_tree[total_half4] + total_tree[total_half4 + 4];
  }
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  for (int total_half2 = (int) get_local_id(0); total_half2 < 2; total_half2 += (int) get_local_size(0)) {
    total_tree[total_half2] = total_tree[total_half2] + total_tree[total_half2 + 2];
  }
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  for (int total_half1 = (int) get_local_id(0); total_half1 < 1; total_half1 += (int) get_local_size(0)) {
    total_tree[total_half1] = total_tree[total_half1] + total_tree[total_half1 + 1];
  }
  barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
  const float total = total_tree[0];
  if ((int) get_local_id(0) == 0) {
    y[t] = total;
  }
}
