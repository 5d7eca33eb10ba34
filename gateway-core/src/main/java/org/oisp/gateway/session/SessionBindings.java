package org.oisp.gateway.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.auth.BindingLedger;
import org.oisp.gateway.auth.store.Binding;
import org.oisp.gateway.cluster.membership.HeldBindings;
import org.oisp.gateway.device.DeviceIdentity;
import org.oisp.gateway.registry.DeviceRegistry;
import org.oisp.gateway.registry.Mailbox;

/** The binding rows that the sessions hold, found through the devices' mailboxes; stores nothing itself. Thread-safe. */
public final class SessionBindings implements HeldBindings {

    private final DeviceRegistry devices;
    private final BindingLedger ledger;

    /**
     * Creates a view.
     *
     * @param devices the connected devices; each mailbox's owner is its session
     * @param ledger releases rows
     */
    public SessionBindings(DeviceRegistry devices, BindingLedger ledger) {
        this.devices = devices;
        this.ledger = ledger;
    }

    @Override
    public List<Binding> all() {
        List<Binding> bindings = new ArrayList<>(devices.size());
        for (Mailbox mailbox : devices.mailboxes()) {
            Binding binding = bindingOf(mailbox);
            if (binding != null) {
                bindings.add(binding);
            }
        }
        return bindings;
    }

    @Override
    public boolean holds(Binding binding) {
        Mailbox mailbox = devices.find(binding.device());
        return mailbox != null && binding.equals(bindingOf(mailbox));
    }

    @Override
    public List<DeviceIdentity> devices() {
        List<DeviceIdentity> all = new ArrayList<>(devices.size());
        devices.forEach(mailbox -> all.add(mailbox.device()));
        return all;
    }

    @Override
    public void rebound(Binding binding) {
        Mailbox mailbox = devices.find(binding.device());
        boolean kept = mailbox != null
                && mailbox.owner() instanceof Session session
                && session.held().rebound(mailbox, binding);
        if (!kept) {
            ledger.release(binding);
        }
    }

    @Override
    public void release(Binding binding) {
        ledger.release(binding);
    }

    private static @Nullable Binding bindingOf(Mailbox mailbox) {
        return mailbox.owner() instanceof Session session ? session.held().bindingOf(mailbox) : null;
    }
}
