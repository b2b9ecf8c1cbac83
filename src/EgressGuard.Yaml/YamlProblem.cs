namespace EgressGuard.Yaml;

/// <summary>YamlDotNet's error texts, with what to do about the ones that kubectl would have accepted.</summary>
internal static class YamlProblem
{
    public static string Describe(string message)
    {
        var problem = message.TrimEnd('.');
        problem = problem.Length > 1 && char.IsUpper(problem[0]) && char.IsLower(problem[1]) ? char.ToLowerInvariant(problem[0]) + problem[1..] : problem;
        if (problem.Contains("found wrong indentation", StringComparison.Ordinal))
        {
            return problem + "; indent the continuation lines of a quoted text further than its key";
        }

        if (problem.Contains("extra spaces in first line", StringComparison.Ordinal))
        {
            return problem + "; empty the line of spaces below the | line";
        }

        if (problem.Contains("tab", StringComparison.Ordinal))
        {
            return problem + "; indent with spaces";
        }

        return problem;
    }
}
