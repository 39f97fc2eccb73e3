package io.tidewatch.capture;

import io.tidewatch.capture.source.FrameSource;
import io.tidewatch.capture.source.LiveCaptureException;
import io.tidewatch.capture.source.LiveInterface;
import io.tidewatch.schemas.OperatorError;
import java.io.IOException;

/** Frames of a network interface, and what to tell a person who can't have them. */
final class InterfaceInput implements LiveCapture.Input {
    private final LiveInterface.Settings settings;

    InterfaceInput(AgentConfig config, String name) {
        settings = new LiveInterface.Settings(name, config.snapLength(), config.bufferBytes(), config.readTimeoutMs(),
            config.promiscuous());
    }

    @Override
    public FrameSource open() throws IOException {
        return LiveInterface.open(settings);
    }

    @Override
    public OperatorError explain(IOException cause) {
        return cause instanceof LiveCaptureException refusal ? explain(refusal)
            : failed(cause, "Check the interface and try again");
    }

    private OperatorError explain(LiveCaptureException refusal) {
        return switch (refusal.reason()) {
            case NO_SUCH_INTERFACE -> OperatorError.misused("There is no interface " + settings.name(),
                refusal.interfaces().isEmpty() ? refusal.getMessage()
                    : "This machine has " + String.join(", ", refusal.interfaces()),
                "Name one of them in capture.interfaces or after -i");
            case NO_PERMISSION -> failed(refusal, "The process needs the capability CAP_NET_RAW: run it as root, or "
                + "as a systemd service with AmbientCapabilities=CAP_NET_RAW, or start it with: setpriv --inh-caps "
                + "+net_raw --ambient-caps +net_raw");
            case NO_LIBPCAP -> failed(refusal, "Install libpcap; on Debian: apt-get install libpcap0.8");
            case INTERFACE_DOWN -> failed(refusal, "Bring it up with: ip link set dev " + settings.name() + " up");
            case OTHER -> failed(refusal, "Check the interface and try again");
        };
    }

    private OperatorError failed(IOException cause, String whatToDo) {
        return OperatorError.failed("Interface " + settings.name() + " can't be captured on", cause.getMessage(),
            whatToDo, cause);
    }

    @Override
    public boolean live() {
        return true;
    }
}
