/** Programs that others may start from: they use the module schemas and nothing else of ours. */
package io.tidewatch.standalone.example;
