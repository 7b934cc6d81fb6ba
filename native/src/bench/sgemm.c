/*
 * What a call of cblas_sgemm takes from C, to compare calls from Java with.
 *
 *   gcc -O2 -o sgemm sgemm.c -ldl && ./sgemm /path/to/libopenblas.so.0
 *
 * Prints, for square matrices, the least and the median time per call in nanoseconds, over 301 rounds of 2 ms.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef void (*sgemm_function)(int, int, int, int, int, int, float, const float *, int, const float *, int, float,
                               float *, int);

enum { ROW_MAJOR = 101, AS_IS = 111, ROUNDS = 301 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
  if (!library) {
    fprintf(stderr, "sgemm: expected the path of an OpenBLAS that can be loaded: %s\n", argc == 2 ? dlerror() : "none");
    return 2;
  }
  sgemm_function sgemm = (sgemm_function)dlsym(library, "cblas_sgemm");
  void (*threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
  char *(*core)(void) = (char *(*)(void))dlsym(library, "openblas_get_corename");
  threads(1);
  printf("kernels for %s\n", core());
  int sizes[] = {4, 16, 64};
  for (int s = 0; s < 3; s++) {
    int n = sizes[s];
    float *a = aligned_alloc(64, 4 * 64 * 64), *b = aligned_alloc(64, 4 * 64 * 64), *c = aligned_alloc(64, 4 * 64 * 64);
    for (int i = 0; i < n * n; i++) {
      a[i] = b[i] = 1;
    }
    int calls = n == 4 ? 100000 : n == 16 ? 30000 : 1000;
    double rounds[ROUNDS];
    for (int r = 0; r < ROUNDS; r++) {
      double begin = now();
      for (int i = 0; i < calls; i++) {
        sgemm(ROW_MAJOR, AS_IS, AS_IS, n, n, n, 1, a, n, b, n, 0, c, n);
      }
      rounds[r] = (now() - begin) / calls;
    }
    qsort(rounds, ROUNDS, sizeof(double), compare);
    if (c[0] != n) {
      fprintf(stderr, "sgemm: expected %d, found %g\n", n, c[0]);
      return 1;
    }
    printf("%dx%d: least %.1f ns, median %.1f ns\n", n, n, rounds[0], rounds[ROUNDS / 2]);
  }
  return 0;
}
