/**
 * Comparing what Tidewatch holds with what the lab's witnesses hold: FRR, two kernel bridges, the hosts' sockets. Plain
 * values in, a count out; no process, no clock. Times are microseconds since 1970.
 *
 * <p>A value of ours that differs from a witness's is excused by a {@link io.tidewatch.e2e.lab.Rule} only if a
 * second, independent listener ({@link io.tidewatch.e2e.lab.Listener}) that follows the rule arrives at exactly what
 * the witness shows, and the same listener without the rule at exactly what we show.
 */
package io.tidewatch.e2e.lab;
