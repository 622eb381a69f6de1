// libcudart.so.13: the backend calls the driver alone, but the presets are linked with it.
