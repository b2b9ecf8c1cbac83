using System.Globalization;
using System.Text;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>Takes the bytes that a server sent until it closed the connection apart into answers.</summary>
internal static class HttpAnswers
{
    /// <summary>All answers, without those of 100 Continue. The last one may be cut off.</summary>
    public static IReadOnlyList<Answer> Of(byte[] sent)
    {
        var answers = new List<Answer>();
        var rest = Encoding.Latin1.GetString(sent);
        while (rest.Length > 0 && rest.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0)
        {
            var lines = rest[..end].Split("\r\n");
            Assert.Matches("^HTTP/1[.]1 [1-5][0-9][0-9] ", lines[0]);
            var status = int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture);
            var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
            Assert.DoesNotContain("Transfer-Encoding", headers.Keys);
            var length = Math.Min(int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture), rest.Length - end - 4);
            if (status != 100)
            {
                answers.Add(new Answer(status, headers.GetValueOrDefault("Content-Type"), Encoding.Latin1.GetBytes(rest.Substring(end + 4, length))));
            }

            rest = rest[(end + 4 + length)..];
        }

        return answers;
    }
}
