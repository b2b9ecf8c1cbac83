using System.Text.Json;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Admission;

/// <summary>
/// Reads the envelope of an AdmissionReview in one forward pass and leaves the objects in it as slices of the body, so that the
/// uid is known before anything inside the objects can go wrong.
/// </summary>
internal static class AdmissionEnvelopeReader
{
    private const string ApiVersion = "admission.k8s.io/v1";

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 10_000 };

    public static AdmissionEnvelope Read(ReadOnlyMemory<byte> body)
    {
        var draft = new Draft();
        try
        {
            ReadReview(body, draft);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is not valid UTF-8, or half a surrogate pair.
            return new AdmissionEnvelope(draft.Uid, draft.ToRequest(), draft.Problem ?? "the body is not valid JSON: " + exception.Message.TrimEnd('.'));
        }

        return new AdmissionEnvelope(draft.Uid, draft.ToRequest(), draft.Problem ?? Missing(draft));
    }

    private static string? Missing(Draft draft) => draft switch
    {
        { ReviewKind: not "AdmissionReview" } or { ReviewVersion: not ApiVersion } =>
            $"the body is '{draft.ReviewVersion}' '{draft.ReviewKind}', not an AdmissionReview of {ApiVersion}",
        { Uid: null } => "request.uid is missing",
        { RequestKind: "" } => "request.kind is missing",
        { Operation: "" } => "request.operation is missing",
        _ => null,
    };

    private static void ReadReview(ReadOnlyMemory<byte> body, Draft draft)
    {
        var reader = new Utf8JsonReader(body.Span, Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            draft.Problem = "the body is not a JSON object";
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("request"u8) && draft.FirstTime(Member.Request))
            {
                ReadRequest(ref reader, body, draft);
            }
            else if (reader.ValueTextEquals("kind"u8) && draft.FirstTime(Member.ReviewKind))
            {
                draft.ReviewKind = ReadString(ref reader, draft, "kind");
            }
            else if (reader.ValueTextEquals("apiVersion"u8) && draft.FirstTime(Member.ReviewVersion))
            {
                draft.ReviewVersion = ReadString(ref reader, draft, "apiVersion");
            }
            else
            {
                reader.Skip();
            }
        }

        if (reader.Read())
        {
            draft.Problem ??= "something follows the AdmissionReview";
        }
    }

    private static void ReadRequest(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Draft draft)
    {
        if (!EnterObject(ref reader, draft, "request"))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("uid"u8) && draft.FirstTime(Member.Uid))
            {
                var uid = ReadString(ref reader, draft, "request.uid");
                draft.Uid = uid.Length == 0 ? null : uid;
            }
            else if (reader.ValueTextEquals("kind"u8) && draft.FirstTime(Member.Kind))
            {
                ReadKind(ref reader, draft);
            }
            else if (reader.ValueTextEquals("subResource"u8) && draft.FirstTime(Member.SubResource))
            {
                draft.SubResource = ReadString(ref reader, draft, "request.subResource");
            }
            else if (reader.ValueTextEquals("name"u8) && draft.FirstTime(Member.Name))
            {
                draft.Name = ReadString(ref reader, draft, "request.name");
            }
            else if (reader.ValueTextEquals("namespace"u8) && draft.FirstTime(Member.Namespace))
            {
                draft.Namespace = ReadString(ref reader, draft, "request.namespace");
            }
            else if (reader.ValueTextEquals("operation"u8) && draft.FirstTime(Member.Operation))
            {
                draft.Operation = ReadString(ref reader, draft, "request.operation");
            }
            else if (reader.ValueTextEquals("userInfo"u8) && draft.FirstTime(Member.UserInfo))
            {
                ReadUserInfo(ref reader, draft);
            }
            else if (reader.ValueTextEquals("dryRun"u8) && draft.FirstTime(Member.DryRun))
            {
                // Nothing is decided by it: whatever is not true is a request like any other.
                reader.Read();
                draft.IsDryRun = reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("object"u8) && draft.FirstTime(Member.Object))
            {
                draft.Object = Slice(ref reader, body);
            }
            else if (reader.ValueTextEquals("oldObject"u8) && draft.FirstTime(Member.OldObject))
            {
                draft.OldObject = Slice(ref reader, body);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadKind(ref Utf8JsonReader reader, Draft draft)
    {
        if (!EnterObject(ref reader, draft, "request.kind"))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("group"u8) && draft.FirstTime(Member.KindGroup))
            {
                draft.Group = ReadString(ref reader, draft, "request.kind.group");
            }
            else if (reader.ValueTextEquals("kind"u8) && draft.FirstTime(Member.KindName))
            {
                draft.RequestKind = ReadString(ref reader, draft, "request.kind.kind");
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadUserInfo(ref Utf8JsonReader reader, Draft draft)
    {
        if (!EnterObject(ref reader, draft, "request.userInfo"))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("username"u8) && draft.FirstTime(Member.Username))
            {
                draft.Username = ReadString(ref reader, draft, "request.userInfo.username");
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Moves to the member's value and into it. A value of another type is a problem, and is passed over.</summary>
    private static bool EnterObject(ref Utf8JsonReader reader, Draft draft, string member)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        draft.Problem ??= $"{member} is not an object";
        reader.Skip();
        return false;
    }

    private static string ReadString(ref Utf8JsonReader reader, Draft draft, string member)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return KnownText.Read(ref reader);
            case JsonTokenType.Null:
                return "";
            default:
                draft.Problem ??= $"{member} is not a string";
                reader.Skip();
                return "";
        }
    }

    private static ReadOnlyMemory<byte> Slice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }

    /// <summary>The members that count. The API server writes each once; twice means a forged body, in which either could count.</summary>
    [Flags]
    private enum Member
    {
        None = 0,
        ReviewKind = 1,
        ReviewVersion = 1 << 1,
        Request = 1 << 2,
        Uid = 1 << 3,
        Kind = 1 << 4,
        KindGroup = 1 << 5,
        KindName = 1 << 6,
        SubResource = 1 << 7,
        Name = 1 << 8,
        Namespace = 1 << 9,
        Operation = 1 << 10,
        UserInfo = 1 << 11,
        Username = 1 << 12,
        Object = 1 << 13,
        OldObject = 1 << 14,
        DryRun = 1 << 15,
    }

    private sealed class Draft
    {
        private Member _seen;

        public string? Uid { get; set; }

        public string ReviewKind { get; set; } = "";

        public string ReviewVersion { get; set; } = "";

        public string Group { get; set; } = "";

        public string RequestKind { get; set; } = "";

        public string SubResource { get; set; } = "";

        public string Name { get; set; } = "";

        public string Namespace { get; set; } = "";

        public string Operation { get; set; } = "";

        public string Username { get; set; } = "";

        public bool IsDryRun { get; set; }

        public ReadOnlyMemory<byte> Object { get; set; }

        public ReadOnlyMemory<byte> OldObject { get; set; }

        public string? Problem { get; set; }

        public bool FirstTime(Member member)
        {
            if (_seen.HasFlag(member))
            {
                Problem ??= $"'{member}' occurs twice";
                return false;
            }

            _seen |= member;
            return true;
        }

        public AdmissionRequest ToRequest() => new()
        {
            Group = Group,
            Kind = RequestKind,
            SubResource = SubResource,
            Name = Name,
            Namespace = Namespace,
            Operation = Operation,
            Username = Username,
            IsDryRun = IsDryRun,
            Object = Object,
            OldObject = OldObject,
        };
    }
}
