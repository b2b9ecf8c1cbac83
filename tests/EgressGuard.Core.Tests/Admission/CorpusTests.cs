using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Admission;

/// <summary>
/// The reviews that a real kube-apiserver sent, answered with the default policy in an empty mesh. One file holds the answers of all,
/// so that a change of any verdict is seen as one line of a difference.
/// </summary>
public sealed class CorpusTests
{
    private static readonly string Reviews = Repository.PathOf("tests", "fixtures", "admission-reviews");

    [Fact]
    public void Answers_every_real_review_as_expected()
    {
        var answers = new StringBuilder("# What EgressGuard answers to each review of this directory: default policy, empty mesh.\n");
        foreach (var file in Directory.EnumerateFiles(Reviews, "*.json").Order(StringComparer.Ordinal))
        {
            answers.Append(Path.GetFileName(file)).Append(": ").AppendJoin("; ", Summarize(Answer(file))).Append('\n');
        }

        Repository.AssertIsCurrent(Path.Combine(Reviews, "answers.txt"), answers.ToString());
    }

    [Fact]
    public void Reads_every_real_review()
    {
        var files = Directory.GetFiles(Reviews, "*.json");

        Assert.Equal(92, files.Length);
        Assert.All(files, file =>
        {
            var answer = Answer(file);
            Assert.NotNull(answer.Uid);
            Assert.True(answer.Code is RefusalCode.None or RefusalCode.Forbidden, $"{file}: {answer.Message}");
        });
    }

    private static AdmissionAnswer Answer(string file)
    {
        var phase = file.Contains(".mutating.", StringComparison.Ordinal) ? AdmissionPhase.Mutate : AdmissionPhase.Validate;
        return AdmissionReviewer.Review(phase, File.ReadAllBytes(file), Basis.Of(MeshSnapshot.Empty, EgressPolicy.Default));
    }

    private static IEnumerable<string> Summarize(AdmissionAnswer answer)
    {
        yield return answer.IsAllowed ? "allowed" : "denied";
        foreach (var finding in answer.Verdict.Findings)
        {
            yield return $"{finding.Rule}{(finding.Action == RuleAction.Deny ? "" : " " + finding.Action)} {finding.Pointer}";
        }

        foreach (var operation in answer.Patch)
        {
            yield return $"add {operation.Path}";
        }

        if (!answer.Verdict.NotEvaluated.IsEmpty)
        {
            yield return "not evaluated " + string.Join(',', answer.Verdict.NotEvaluated.Select(omission => omission.Rule));
        }
    }
}
