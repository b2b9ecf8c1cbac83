using System.Net;
using EgressGuard.Core.Mesh;

namespace EgressGuard.Cli.Paths;

/// <summary>A host as people give it. What is no host gets an error that says how to give it, instead of an answer about nothing.</summary>
internal static class HostArgument
{
    private const int LongestName = 253;

    /// <summary>What is wrong with it and what to do: a sentence; null when it is a host.</summary>
    public static string? Problem(string written)
    {
        if (Uri.TryCreate(written, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && IsHost(uri.Host))
        {
            var port = uri.Port > 0 ? FormattableString.Invariant($" --port {uri.Port}") : "";
            return $"'{written}' is a whole address; write --host {uri.Host}{port}.";
        }

        var colon = written.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && IsHost(written[..colon]) && IsNumber(written[(colon + 1)..]))
        {
            return $"'{written}' has a port; write --host {written[..colon]} --port {written[(colon + 1)..]}.";
        }

        if (IsAddress(written.Split('/')[0]) || (colon >= 0 && IsAddress(written[..colon])))
        {
            return $"'{written}' is an IP address, and paths go by host names; give a name that a ServiceEntry declares for it.";
        }

        return IsHost(written)
            ? null
            : $"'{written}' is no host; give the name alone, such as api.example.com, or a pattern such as *.example.com. "
                + "Names in other scripts are given in their ASCII form (xn--…).";
    }

    /// <summary>ASCII labels; the first may begin with a star, or be one.</summary>
    private static bool IsHost(string written)
    {
        var name = HostName.Normalize(written);
        if (name.Length > LongestName || IsAddress(name))
        {
            return false;
        }

        var labels = name.Split('.');
        return labels.Index().All(label => IsLabel(label.Item, isFirst: label.Index == 0));
    }

    private static bool IsLabel(string label, bool isFirst) =>
        (isFirst && label == "*")
        || ((isFirst && label.StartsWith('*') ? label[1..] : label) is { Length: > 0 and <= 63 } letters
            && letters.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));

    private static bool IsAddress(string written) => IPAddress.TryParse(written.Trim('[', ']'), out _);

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
