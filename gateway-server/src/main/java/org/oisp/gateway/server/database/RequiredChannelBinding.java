package org.oisp.gateway.server.database;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.util.List;
import org.oisp.gateway.database.DatabaseRefusal;

/**
 * Refuses a server that authenticates the gateway in another way than SCRAM, which alone can be bound to the TLS connection. The driver
 * requires the binding of SCRAM, and would still give the password to a server that asks for it in the clear. Behind TLS in the pipeline;
 * leaves it when the server has authenticated the gateway.
 */
final class RequiredChannelBinding extends ByteToMessageDecoder {

    /** The type of a message, one byte, and its length without the type. */
    private static final int HEADER = 5;

    /** Far more than a server says before it has authenticated its client. */
    private static final int MAX_LENGTH = 64 << 10;

    private static final byte AUTHENTICATION = 'R';
    private static final int OK = 0;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;

    private boolean verified;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < HEADER) {
            return;
        }
        int start = in.readerIndex();
        int length = in.getInt(start + 1);
        if (length < Integer.BYTES || length > MAX_LENGTH) {
            refuse(context, in, "the server does not speak PostgreSQL's protocol");
            return;
        }
        if (in.readableBytes() < 1 + length) {
            return;
        }
        boolean authentication = in.getByte(start) == AUTHENTICATION && length >= 2 * Integer.BYTES;
        int method = authentication ? in.getInt(start + HEADER) : SASL;
        verified |= method == SASL_FINAL;
        boolean done = method == OK && verified;
        if (!done && method != SASL && method != SASL_CONTINUE && method != SASL_FINAL) {
            refuse(
                    context,
                    in,
                    method == OK
                            ? "the server asks for no password"
                            : "the server asks for the password by another method than SCRAM");
            return;
        }
        out.add(in.readRetainedSlice(1 + length));
        if (done) {
            context.pipeline().remove(this);
        }
    }

    private static void refuse(ChannelHandlerContext context, ByteBuf in, String why) {
        in.skipBytes(in.readableBytes());
        var refusal = new R2dbcPermissionDeniedException(DatabaseRefusal.BINDING_REQUIRED + " but " + why);
        // The driver logs it, and where it was made says nothing.
        refusal.setStackTrace(new StackTraceElement[0]);
        context.fireExceptionCaught(refusal);
        var unused = context.close();
    }
}
