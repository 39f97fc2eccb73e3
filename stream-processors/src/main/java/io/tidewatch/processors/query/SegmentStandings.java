package io.tidewatch.processors.query;

import java.util.List;

/**
 * What an answer about several segments has besides.
 *
 * @param segments how far the answer can be trusted on each
 */
record SegmentStandings(@About("How far the answer can be trusted on each segment that occurs in it.")
                    List<Standing> segments) {
}
