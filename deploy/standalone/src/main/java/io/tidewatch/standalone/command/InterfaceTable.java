package io.tidewatch.standalone.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.capture.CaptureCheck;
import io.tidewatch.standalone.query.AnswerPrinter;
import io.tidewatch.standalone.query.Column;
import io.tidewatch.standalone.query.Format;
import io.tidewatch.standalone.query.Times;
import java.io.PrintStream;
import java.time.ZoneOffset;
import java.util.List;

/** The network interfaces as a table: how each is switched, its addresses, and whether it can be captured on. */
final class InterfaceTable {
    private static final List<Column> COLUMNS = Column.of("name", "state", "link_type", "capture", "addresses", "why");

    private InterfaceTable() {
    }

    /** Prints it; gives the exit code. */
    static int print(PrintStream out, Format format) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        CaptureCheck.interfaces().forEach(each -> {
            ObjectNode item = items.addObject();
            item.put("name", each.name()).put("state", each.state()).put("link_type", each.linkType())
                .put("capture", each.capture() ? "yes" : "no");
            ArrayNode addresses = item.putArray("addresses");
            each.addresses().forEach(addresses::add);
            item.put("why", each.why());
        });
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.set("items", items);
        new AnswerPrinter(out, format, Times.in(ZoneOffset.UTC)).print(List.of(answer), COLUMNS);
        return 0;
    }
}
