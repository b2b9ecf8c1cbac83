using EgressGuard.Core.Paths;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>
/// A line of an expectation, such as <c>shop api.example.com:80 Direct MeshLegMissing</c>: the question, the outcome of the path, and
/// the faults of all ways that end so. What follows a <c>#</c> says why.
/// </summary>
internal sealed record ExpectedPath(PathQuestion Question, string Text)
{
    public static IEnumerable<ExpectedPath> Read(string path) =>
        from line in File.ReadLines(path)
        let text = line.Split('#')[0].Trim()
        where text.Length > 0
        select Parse(text);

    /// <summary>The answer in the words of an expectation.</summary>
    public static string Write(EgressPath path)
    {
        var faults = path.Ways.Where(way => way.Outcome == path.Outcome)
            .SelectMany(way => way.Faults.Select(fault => fault.Code.ToString())).Distinct().Order(StringComparer.Ordinal);
        return string.Join(' ', [path.Question.Namespace, $"{path.Question.Host}:{path.Question.Port}", path.Outcome.ToString(), .. faults]);
    }

    private static ExpectedPath Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var colon = words[1].LastIndexOf(':');
        var question = new PathQuestion(
            words[0], words[1][..colon], int.Parse(words[1][(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(Enum.TryParse<PathOutcome>(words[2], out _), $"{text}: there is no outcome {words[2]}.");
        Assert.All(words[3..], code => Assert.True(Enum.TryParse<PathFaultCode>(code, out _), $"{text}: there is no fault {code}."));
        return new ExpectedPath(question, string.Join(' ', words));
    }
}
