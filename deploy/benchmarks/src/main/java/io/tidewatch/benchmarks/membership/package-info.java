/** The membership application with many memberships, beside a store that is only read and written. */
package io.tidewatch.benchmarks.membership;
