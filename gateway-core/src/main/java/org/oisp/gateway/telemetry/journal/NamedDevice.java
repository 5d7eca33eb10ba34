package org.oisp.gateway.telemetry.journal;

import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.protocol.Target;

/** Converts an identity, an address or a target to a {@link JournalSubject}. */
public final class NamedDevice {

    private static final Target.TargetHandler<JournalSubject> NAMED = new Target.TargetHandler<>() {
        @Override
        public JournalSubject byUid(Target.ByUid target) {
            return new JournalSubject(target.uid(), null, null);
        }

        @Override
        public JournalSubject byAccount(Target.ByAccount target) {
            return new JournalSubject(null, target.account(), target.id().value());
        }

        @Override
        public JournalSubject byId(Target.ById target) {
            return JournalSubject.claimed(target.id().value());
        }

        @Override
        public JournalSubject nobody() {
            return JournalSubject.NOBODY;
        }
    };

    private NamedDevice() {}

    /** Returns the subject; {@link JournalSubject#NOBODY} for any other type. */
    public static JournalSubject of(@Nullable Object target) {
        if (target instanceof DeviceIdentity device) {
            return JournalSubject.of(device);
        }
        if (target instanceof DeviceAddress address) {
            return JournalSubject.of(address);
        }
        return target instanceof Target named ? named.accept(NAMED) : JournalSubject.NOBODY;
    }
}
