/** The subcommands, one a file: options, their help, and which part of Tidewatch they call. */
package io.tidewatch.standalone.command;
