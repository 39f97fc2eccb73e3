package io.tidewatch.processors.query;

import java.util.List;

/**
 * What the answer about a host on several segments has besides.
 *
 * @param segments how far the answer can be trusted on each
 */
record HostSegments(@About("How far the answer can be trusted on each segment that occurs in it.")
                    List<Standing> segments) {
}
