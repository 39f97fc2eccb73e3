/** What a person meets: output, log lines, failures in one paragraph, and a stop that is orderly. */
package io.tidewatch.standalone.console;
