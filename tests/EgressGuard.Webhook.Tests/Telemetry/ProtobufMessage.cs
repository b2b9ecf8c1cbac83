using System.Buffers.Binary;
using System.Text;

namespace EgressGuard.Webhook.Tests.Telemetry;

/// <summary>The fields of a protobuf message by their numbers: as much of the wire format as OTLP takes, without its schema.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Number, ulong Value, byte[]? Bytes)> _fields = [];

    public ProtobufMessage(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var key = Varint(ref bytes);
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    _fields.Add((number, Varint(ref bytes), null));
                    break;
                case 1:
                    _fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(bytes), null));
                    bytes = bytes[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref bytes);
                    _fields.Add((number, 0, bytes[..length].ToArray()));
                    bytes = bytes[length..];
                    break;
                case 5:
                    _fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(bytes), null));
                    bytes = bytes[4..];
                    break;
                default:
                    throw new FormatException($"field {number} has wire type {key & 7}");
            }
        }
    }

    /// <summary>The messages of a field.</summary>
    public IEnumerable<ProtobufMessage> All(int number) => BytesOf(number).Select(bytes => new ProtobufMessage(bytes));

    /// <summary>The messages at the end of a path of fields.</summary>
    public IEnumerable<ProtobufMessage> All(int first, params int[] path) =>
        path.Aggregate(All(first), (messages, number) => messages.SelectMany(message => message.All(number)));

    /// <summary>The text of a field; empty where there is none.</summary>
    public string Text(int number) => BytesOf(number).LastOrDefault() is { } bytes ? Encoding.UTF8.GetString(bytes) : "";

    /// <summary>The bytes of a field in hexadecimal digits.</summary>
    public string Hex(int number) => BytesOf(number).LastOrDefault() is { } bytes ? Convert.ToHexStringLower(bytes) : "";

    /// <summary>The number of a field; 0 where there is none.</summary>
    public ulong Number(int number) => _fields.LastOrDefault(field => field.Number == number).Value;

    /// <summary>The bits of a field as a floating-point number.</summary>
    public double Double(int number) => BitConverter.UInt64BitsToDouble(Number(number));

    /// <summary>Whether there is such a field.</summary>
    public bool Has(int number) => _fields.Exists(field => field.Number == number);

    private IEnumerable<byte[]> BytesOf(int number) => _fields.Where(field => field.Number == number && field.Bytes is not null).Select(field => field.Bytes!);

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
