package io.tidewatch.simulate;

import io.tidewatch.capture.event.AddressText;
import io.tidewatch.capture.wire.IpAddress;
import java.util.List;

/**
 * What one cause does on one segment.
 *
 * @param scopes what an alert may say that it is about, best first; empty: there should be none
 * @param messages what is on the wire
 */
record Recipe(List<Label.Scope> scopes, Messages messages) {
    private static final int V4_HOSTS = 0xff;

    static final Label.Scope SEGMENT = new Label.Scope("SEGMENT", "");

    static Label.Scope reporter(IpAddress address) {
        return new Label.Scope("REPORTER", AddressText.format(address));
    }

    static Label.Scope receiver(IpAddress address) {
        return new Label.Scope("RECEIVER", AddressText.format(address));
    }

    static Label.Scope source(IpAddress address) {
        return new Label.Scope("QUOTED_SOURCE", AddressText.format(address));
    }

    static Label.Scope host(IpAddress address) {
        return new Label.Scope("QUOTED_HOST", AddressText.format(address));
    }

    /** The /24 or /64 around an address. */
    static Label.Scope prefix(IpAddress inside) {
        boolean four = inside.version() == 4;
        IpAddress network = four ? new IpAddress(4, 0, inside.low() & ~V4_HOSTS) : new IpAddress(6, inside.high(), 0);
        return new Label.Scope("QUOTED_PREFIX", AddressText.format(network) + (four ? "/24" : "/64"));
    }
}
