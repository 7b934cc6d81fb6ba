/** What all peers are measured by: one set of models, inputs, checks and clocks. */
package dev.hayate.bench.peers;
