package org.oisp.gateway.server.config;

import org.oisp.gateway.queue.QueueBounds;
import org.oisp.gateway.queue.QueueSettings;
import org.oisp.gateway.routing.HoldSettings;
import org.oisp.gateway.routing.ReceiptSettings;
import org.oisp.gateway.server.config.setting.Setting;
import org.oisp.gateway.server.config.setting.SettingReader;

/** Reads the settings of receipts, and of actuations that wait for their devices. */
final class DeliveryReader {

    private DeliveryReader() {}

    static ReceiptSettings receipts(SettingReader settings) {
        return new ReceiptSettings(
                settings.number(Setting.RECEIPTS),
                settings.number(Setting.CONNECTION_RECEIPTS),
                settings.number(Setting.ACTUATION_RECORDS));
    }

    static HoldSettings holds(SettingReader settings) {
        return new HoldSettings(
                settings.duration(Setting.RECONNECT_HOLD),
                settings.number(Setting.RECONNECT_HOLD_MESSAGES),
                settings.number(Setting.RECONNECT_HOLD_BYTES),
                HoldSettings.MOST_DEVICES);
    }

    static QueueSettings queue(SettingReader settings) {
        return new QueueSettings(
                settings.isOn(Setting.QUEUE),
                new QueueBounds(
                        settings.number(Setting.QUEUE_DEVICE_MESSAGES), settings.number(Setting.QUEUE_DEVICE_BYTES)),
                new QueueBounds(
                        settings.number(Setting.QUEUE_ACCOUNT_MESSAGES), settings.number(Setting.QUEUE_ACCOUNT_BYTES)),
                new QueueBounds(
                        settings.number(Setting.QUEUE_UNWRITTEN_MESSAGES),
                        settings.number(Setting.QUEUE_UNWRITTEN_BYTES)),
                settings.number(Setting.QUEUE_ATTEMPTS),
                settings.number(Setting.QUEUE_ROUND),
                settings.duration(Setting.QUEUE_INTERVAL));
    }
}
