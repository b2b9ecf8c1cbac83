using System.Text;
using System.Text.RegularExpressions;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>An answer as its decision and the rules that it names: <c>denied EG302</c>.</summary>
internal static partial class VerdictText
{
    public static string Of(ReadOnlyMemory<byte> answer)
    {
        var text = Encoding.UTF8.GetString(answer.Span);
        var decision = text.Contains("\"allowed\":true", StringComparison.Ordinal) ? "allowed" : "denied";
        return string.Join(' ', Rule().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal).Prepend(decision));
    }

    [GeneratedRegex("EG[0-9]{3}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rule();
}
