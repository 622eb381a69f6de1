/// What a backend is to the rest: a [Backend] turns kernels into code for a [Target], a [Device] runs that code. Knows no plan and no
/// model. Start at [Backend].
package dev.tulle.kernel.device;
