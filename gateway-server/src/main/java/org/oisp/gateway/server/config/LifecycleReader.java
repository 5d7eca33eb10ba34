package org.oisp.gateway.server.config;

import java.time.Duration;
import org.oisp.gateway.auth.LedgerSettings;
import org.oisp.gateway.cluster.membership.LeaseSettings;
import org.oisp.gateway.server.config.setting.EffectiveSetting;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;
import org.oisp.gateway.server.config.source.ConfigurationFindings;
import org.oisp.gateway.server.config.source.ValueOrigin;
import org.oisp.gateway.server.socket.probe.RehearsalSettings;

/** Reads the settings of lease, warm-up and drain, and checks the times that depend on each other. */
final class LifecycleReader {

    private LifecycleReader() {}

    static LeaseSettings lease(
            SettingReader settings, ConfigurationFindings configurationFindings, LedgerSettings ledger) {
        Duration interval = settings.duration(Setting.LEASE_INTERVAL);
        Duration duration = settings.duration(Setting.LEASE_DURATION);
        if (duration.compareTo(interval.multipliedBy(2)) < 0
                && !configurationFindings.isWrong(Setting.LEASE_INTERVAL.variable())) {
            configurationFindings.problem(
                    ValueOrigin.of(Setting.LEASE_DURATION.variable()),
                    "has to be at least twice " + Setting.LEASE_INTERVAL.variable()
                            + ", so that one late renewal does not make the instance dead");
        }
        return new LeaseSettings(ledger.server(), interval, duration, ledger.queryTimeout());
    }

    static RehearsalSettings warmUp(SettingReader settings) {
        return new RehearsalSettings(settings.duration(Setting.WARM_UP));
    }

    static DrainSettings drain(SettingReader settings, ConfigurationFindings configurationFindings) {
        Duration timeout = settings.duration(Setting.DRAIN_TIMEOUT);
        Duration max = timeout.dividedBy(2);
        Duration grace = settings.duration(Setting.DRAIN_GRACE);
        if (grace.compareTo(max) > 0 && !settings.isSet(Setting.DRAIN_GRACE)) {
            // A drain timeout set alone shortens the default grace.
            grace = max;
            settings.show(Setting.DRAIN_GRACE, grace.toMillis() + "ms", EffectiveSetting.DEFAULT);
        } else if (grace.compareTo(max) > 0 && !configurationFindings.isWrong(Setting.DRAIN_TIMEOUT.variable())) {
            configurationFindings.problem(
                    ValueOrigin.of(Setting.DRAIN_GRACE.variable()),
                    "is more than half of " + Setting.DRAIN_TIMEOUT.variable()
                            + ", which must also cover the rest of the shutdown");
        }
        return new DrainSettings(grace, settings.number(Setting.DRAIN_RATE), timeout);
    }
}
