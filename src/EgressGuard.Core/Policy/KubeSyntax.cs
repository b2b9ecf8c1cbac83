namespace EgressGuard.Core.Policy;

/// <summary>
/// The syntax of Kubernetes names (apimachinery util/validation). Each check returns what is wrong, as the problem of a
/// <see cref="PolicyError"/>, or null.
/// </summary>
public static class KubeSyntax
{
    private const int LongestLabel = 63;
    private const int LongestName = 253;

    private static readonly string Ends = $"a letter or digit at both ends, at most {LongestLabel} characters";

    /// <summary>A namespace's name: a DNS-1123 label.</summary>
    public static string? Namespace(string text) => DnsLabel(text, "a namespace");

    /// <summary>A Service's name: a DNS-1123 label.</summary>
    public static string? Service(string text) => DnsLabel(text, "the name of a Service");

    /// <summary>A control plane revision, which is part of object names: a DNS-1123 label.</summary>
    public static string? Revision(string text) => DnsLabel(text, "a revision");

    /// <summary>A name of several labels: a DNS-1123 subdomain.</summary>
    public static string? Subdomain(string text) => IsSubdomain(text)
        ? null
        : $"{Quote.Text(text)} is not a DNS name; write lower-case letters, digits, '-' and '.', "
            + $"with a letter or digit around each dot, at most {LongestName} characters";

    /// <summary>A label's key: an optional DNS prefix and a slash, and a name.</summary>
    public static string? LabelKey(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return IsQualified(text.AsSpan(slash + 1)) && (slash < 0 || IsSubdomain(text.AsSpan(0, slash)))
            ? null
            : $"{Quote.Text(text)} is not a label key; write [DNS name/]name, the name with letters, digits, '-', '_' and '.', {Ends}";
    }

    /// <summary>A label's value; "" is one.</summary>
    public static string? LabelValue(string text) => text.Length == 0 || IsQualified(text)
        ? null
        : $"{Quote.Text(text)} is not a label value; write letters, digits, '-', '_' and '.', {Ends}";

    /// <summary>Whether the text is a DNS-1123 subdomain: DNS labels joined by dots.</summary>
    public static bool IsSubdomain(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestName)
        {
            return false;
        }

        foreach (var label in text.Split('.'))
        {
            // Kubernetes limits the length of the whole only.
            if (!IsLabelText(text[label]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the text is a DNS-1123 label.</summary>
    public static bool IsDnsLabel(ReadOnlySpan<char> text) => text.Length <= LongestLabel && IsLabelText(text);

    private static string? DnsLabel(string text, string what) => IsDnsLabel(text)
        ? null
        : $"{Quote.Text(text)} is not {what}; write lower-case letters, digits and '-', {Ends}";

    private static bool IsLabelText(ReadOnlySpan<char> text)
    {
        if (text.Length == 0 || text[0] == '-' || text[^1] == '-')
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsQualified(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > LongestLabel || !char.IsAsciiLetterOrDigit(text[0]) || !char.IsAsciiLetterOrDigit(text[^1]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
