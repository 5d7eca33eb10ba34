package org.oisp.gateway.server.redis;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.ToByteBufEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.oisp.gateway.protocol.ByteSlice;

/** Encodes channel names as UTF-8 strings and messages as slices. Copies a message once when sending and once when receiving. */
final class BusCodec implements RedisCodec<String, ByteSlice>, ToByteBufEncoder<String, ByteSlice> {

    @Override
    public String decodeKey(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    @Override
    public ByteSlice decodeValue(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return new ByteSlice(copy, 0, copy.length);
    }

    @Override
    public ByteBuffer encodeKey(String key) {
        return StandardCharsets.UTF_8.encode(key);
    }

    @Override
    public ByteBuffer encodeValue(ByteSlice value) {
        return ByteBuffer.wrap(value.array(), value.offset(), value.length());
    }

    @Override
    public void encodeKey(String key, ByteBuf target) {
        ByteBufUtil.writeUtf8(target, key);
    }

    @Override
    public void encodeValue(ByteSlice value, ByteBuf target) {
        target.writeBytes(value.array(), value.offset(), value.length());
    }

    @Override
    public int estimateSize(Object keyOrValue) {
        return keyOrValue instanceof ByteSlice slice ? slice.length() : ByteBufUtil.utf8MaxBytes(keyOrValue.toString());
    }
}
