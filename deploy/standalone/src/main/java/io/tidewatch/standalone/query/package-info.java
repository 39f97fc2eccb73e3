/** The REST API as a client: fetch, page through, print as table, JSON or CSV. */
package io.tidewatch.standalone.query;
