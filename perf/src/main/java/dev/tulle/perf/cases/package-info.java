/// The cases: what is computed, by us from the specifications beside this package and by which peers. Start at [LinearLayer].
package dev.tulle.perf.cases;
