using System.Globalization;
using System.Text;

namespace EgressGuard.Bypass.Matrix;

/// <summary>Writes docs/bypass-matrix.md.</summary>
internal static class MatrixDocument
{
    /// <summary>The page, in Markdown.</summary>
    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("# The bypass matrix\n\n");
        page.Append("Generated; a test fails when it is stale, when a number is missing, or when a test that it names is not there.\n\n");
        page.Append("The ways in which admission policies were bypassed before, by EgressGuard's peers or in Kubernetes itself, and the threats that\n");
        page.Append("SIG Security lists: what each looks like here, and what becomes of it. The tests are in `tests/EgressGuard.Bypass`; they ask the real\n");
        page.Append("webhook over HTTPS, or read what `deploy/` installs.\n\n");
        page.Append("**Prevented**: it is refused before it is in the cluster. **Detected**: it can get in, and is reported. **Out of reach**: no admission\n");
        page.Append("webhook can see it, and the row says what stands there instead. [What admission cannot stop](limits.md) has the ways out that are no\n");
        page.Append("matter of objects at all. [`egressguard probe`](probe.md) tries on your cluster what can be tried there.\n");
        foreach (var group in BypassMatrix.Classes)
        {
            Write(group, "class", page);
        }

        Write(BypassMatrix.Threats, "threat", page);
        Count(page);
        return page.ToString();
    }

    private static void Write(BypassGroup group, string noun, StringBuilder page)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {group.Title}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"| no. | {noun} | here | answer | tests |\n|---|---|---|---|---|\n");
        foreach (var row in group.Rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {row.Number} | {row.What}. Seen in: {row.SeenIn} | {row.Here} ");
            page.Append(CultureInfo.InvariantCulture, $"| **{Name(row.Answer)}.** {row.How}{Left(row)} ");
            page.Append(CultureInfo.InvariantCulture, $"| {string.Join("<br>", row.Proofs.Select(proof => $"`{proof}`"))} |\n");
        }
    }

    private static string Left(BypassRow row) => row.Operator is null ? "" : $"<br>Left to you: {row.Operator}";

    private static void Count(StringBuilder page)
    {
        page.Append("\n## In all\n\n| answer | classes | threats |\n|---|---|---|\n");
        foreach (var answer in Enum.GetValues<Answer>())
        {
            var classes = BypassMatrix.Classes.SelectMany(group => group.Rows).Count(row => row.Answer == answer);
            page.Append(CultureInfo.InvariantCulture, $"| {Name(answer)} | {classes} | {BypassMatrix.Threats.Rows.Count(row => row.Answer == answer)} |\n");
        }
    }

    private static string Name(Answer answer) => answer == Answer.OutOfReach ? "Out of reach" : answer.ToString();
}
