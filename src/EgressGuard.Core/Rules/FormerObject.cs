using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules;

/// <summary>An object as it was before an update, read when a rule asks for it. For one thread at a time.</summary>
/// <param name="kind">Its kind.</param>
/// <param name="utf8Json">The object. It must stay as it is while this is in use.</param>
internal sealed class FormerObject(ObjectKind kind, ReadOnlyMemory<byte> utf8Json)
{
    private bool _isRead;

    /// <summary>The object; null when it cannot be read.</summary>
    public KubeObject? Value
    {
        get
        {
            if (!_isRead)
            {
                field = KubeObjectReader.Read(kind, utf8Json.Span, out _);
                _isRead = true;
            }

            return field;
        }
    }

    /// <summary>Whether it can hold a text of letters, digits, dots and slashes: as it stands, or behind an escape that could be part of it.</summary>
    public bool MayHold(ReadOnlySpan<byte> utf8Text)
    {
        var json = utf8Json.Span;
        return json.IndexOf(utf8Text) >= 0 || json.IndexOf("\\u"u8) >= 0 || json.IndexOf("\\/"u8) >= 0;
    }
}
