/// Real models written in Tulle: each has a folder with its specification and its page, and here the readers that bring its real data. Holds no kernel written by
/// hand: what is fast comes from the compiler, what is here only reads, prunes, runs and reports. Start at [dev.tulle.models.minilm].
package dev.tulle.models;
