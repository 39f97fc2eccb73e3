package io.tidewatch.capture;

import io.tidewatch.capture.event.AddressText;
import io.tidewatch.capture.source.CaptureRights;
import io.tidewatch.capture.source.LiveCaptureException;
import io.tidewatch.capture.source.LiveInterface;
import io.tidewatch.capture.source.NetworkInterfaces;
import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whether this process can capture live: as it is configured, part by part, and on each interface there is. */
public final class CaptureCheck {
    private CaptureCheck() {
    }

    /**
     * What was found out about one part.
     *
     * @param part such as libpcap, rights, or an interface's name
     * @param fine whether it is as it has to be
     * @param about for people: how it is, and what to do when it is not fine
     */
    public record Finding(String part, boolean fine, String about) {
    }

    /**
     * A network interface of this machine.
     *
     * @param state up, no carrier, or down; and loopback where it is that
     * @param linkType what libpcap calls it, such as EN10MB; null where it can't be captured on
     * @param addresses IP addresses
     * @param capture whether this process can capture on it
     * @param why why it can't; null where it can
     */
    public record Listed(String name, String state, String linkType, List<String> addresses, boolean capture,
                         String why) {
        public Listed {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * The interfaces by name. It takes no rights.
     *
     * @throws OperatorError when there is no libpcap to ask
     */
    public static List<Listed> interfaces() {
        try {
            return NetworkInterfaces.list().stream().map(CaptureCheck::listed).toList();
        } catch (LiveCaptureException e) {
            throw OperatorError.failed("The interfaces can't be listed", e.getMessage(),
                e.reason() == LiveCaptureException.Reason.NO_LIBPCAP ? InterfaceInput.INSTALL_LIBPCAP : "Try again", e);
        }
    }

    private static Listed listed(NetworkInterfaces.Listed face) {
        String state = (!face.up() ? "down" : face.running() ? "up" : "no carrier")
            + (face.loopback() ? ", loopback" : "");
        AddressText text = new AddressText();
        return new Listed(face.name(), state, face.linkType(),
            face.addresses().stream().map(each -> text.of(IpAddress.of(each.getAddress()))).toList(),
            face.refusal() == null, face.refusal() == null ? null : why(face.refusal()));
    }

    private static String why(LiveCaptureException refusal) {
        return switch (refusal.reason()) {
            case NO_PERMISSION -> "CAP_NET_RAW is missing; --check says more";
            case INTERFACE_DOWN -> "it is down";
            case NO_SUCH_INTERFACE -> "it has gone";
            case NO_LIBPCAP, BAD_FILTER, OTHER -> refusal.getMessage();
        };
    }

    /** Looks at libpcap, at the process's rights, and at every interface that is configured, by opening it. */
    public static List<Finding> of(AgentConfig config) {
        List<Finding> findings = new ArrayList<>();
        findings.add(libpcap());
        findings.add(rights());
        config.interfaces().forEach(name -> findings.add(opened(new InterfaceInput(config, name), name)));
        return findings;
    }

    private static Finding libpcap() {
        try {
            return new Finding("libpcap", true, NetworkInterfaces.libpcap());
        } catch (LiveCaptureException e) {
            return new Finding("libpcap", false, e.getMessage() + ". " + InterfaceInput.INSTALL_LIBPCAP + '.');
        }
    }

    private static Finding rights() {
        try {
            CaptureRights rights = CaptureRights.present();
            if (!rights.effective()) {
                return new Finding("rights", false, rights.missing() + ". " + rights.remedy() + '.');
            }
            return new Finding("rights", true, "CAP_NET_RAW is in effect, for user " + rights.user()
                + (rights.root() ? ". Root is more than it takes: deploy/systemd has a service of an ordinary user"
                    : ""));
        } catch (IOException e) {
            return new Finding("rights", true, "this system does not tell (" + e.getMessage() + ")");
        }
    }

    private static Finding opened(InterfaceInput input, String name) {
        try (LiveInterface opened = input.open()) {
            return new Finding(name, true, opened.description());
        } catch (LiveCaptureException e) {
            return new Finding(name, false, input.explain(e).getMessage());
        }
    }
}
