using System.Text.Json;

namespace EgressGuard.Cli.Tests.Check;

/// <summary>Exemptions on the command line: where they are given, what they do, and until when.</summary>
public sealed class ExemptionTests : IDisposable
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: legacy-batch-1, namespace: shop}
        spec:
          hostNetwork: true
          containers: [{name: app, image: "registry.example.com/app:1.0.0"}]
        """;

    private const string Exemption = """
        apiVersion: egressguard.io/v1alpha1
        kind: EgressExemption
        metadata: {name: legacy-batch}
        spec:
          rules: [EG302]
          subjects: [{kind: Pod, namespace: shop, name: legacy-batch-*}]
          owner: team-shop
          reason: The batch job needs the network of its node until it is moved.
          expires: 2026-12-31T00:00:00Z
        """;

    private const string InTime = "2026-12-01T00:00:00Z";
    private const string TooLate = "2027-01-15T00:00:00Z";

    private const string Rest = "Found, and exempted for now:\n  Pod shop/legacy-batch-1: EG302 by 'legacy-batch' until 2026-12-31T00:00:00Z\n\n";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("egressguard-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("paths")]
    [InlineData("context")]
    [InlineData("exemptions")]
    public void An_exemption_counts_wherever_it_is_given_until_it_expires(string door)
    {
        var (pod, exemption) = (Write("pod.yaml", Pod), Write("exemption.yaml", Exemption));
        string[] given = door == "paths" ? [exemption] : ["--" + door, exemption];

        var inTime = CommandLine.Run(["check", pod, .. given, "--at", InTime]);
        var tooLate = CommandLine.Run(["check", pod, .. given, "--at", TooLate]);

        Assert.DoesNotContain("deny", inTime.Output, StringComparison.Ordinal);
        Assert.Contains(Rest, inTime.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (inTime.ExitCode, inTime.Error));
        Assert.Equal(1, tooLate.ExitCode);
        Assert.Contains(
            "The exemption 'legacy-batch' covered this until 2026-12-31T00:00:00Z, when it expired; it was owned by 'team-shop'.\n",
            tooLate.Output,
            StringComparison.Ordinal);
        Assert.Equal(door == "paths", tooLate.Output.Contains("EG004 invalid-exemption  /spec/expires", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_one_or_with_another_nothing_changes()
    {
        var pod = Write("pod.yaml", Pod);
        var other = Write("other.yaml", Exemption.Replace("namespace: shop", "namespace: payments", StringComparison.Ordinal));

        var plain = CommandLine.Run("check", pod, "--at", InTime);

        Assert.Equal(1, plain.ExitCode);
        Assert.Equal(plain.Output, CommandLine.Run("check", pod, "--exemptions", other, "--at", InTime).Output);
        Assert.DoesNotContain("exempted", plain.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_are_told_rule_exemption_and_end()
    {
        var run = CommandLine.Run("check", Write("pod.yaml", Pod), "--exemptions", Write("e.yaml", Exemption), "--at", InTime, "-o", "json");

        using var report = JsonDocument.Parse(run.Output);
        var item = Assert.Single(report.RootElement.GetProperty("objects").EnumerateArray());
        Assert.Equal("allow", item.GetProperty("verdict").GetString());
        Assert.Empty(item.GetProperty("findings").EnumerateArray());
        Assert.Equal(
            """{"rule":"EG302","exemption":"legacy-batch","expires":"2026-12-31T00:00:00Z"}""",
            JsonSerializer.Serialize(Assert.Single(item.GetProperty("exempted").EnumerateArray())));
    }

    [Fact]
    public void Policies_and_exemptions_among_the_manifests_are_judged_with_their_lines()
    {
        var file = Write(
            "own.yaml",
            Exemption.Replace("[EG302]", "[EG302, '*']", StringComparison.Ordinal)
            + "\n---\napiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nmetadata: {name: default}\nspec:\n  enforcment: Warn\n"
            + "---\n" + Pod);

        var run = CommandLine.Run("check", file, "--at", InTime);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            $"EgressExemption legacy-batch\n  {file}:5:18  deny  EG004 invalid-exemption  /spec/rules/1\n    '*' is not a rule id.\n    Fix: Write EG and three digits, such as EG101.\n",
            run.Output,
            StringComparison.Ordinal);
        Assert.Contains(
            $"EgressPolicy default\n  {file}:15:3  deny  EG003 invalid-policy  /spec/enforcment\n    Unknown field 'enforcment'.\n    Fix: Did you mean 'enforcement'?\n",
            run.Output,
            StringComparison.Ordinal);
        Assert.Contains("EG302 ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--exemptions")]
    [InlineData("--context")]
    public void What_is_only_given_must_be_valid(string option)
    {
        var broken = Write("e.yaml", Exemption.Replace("owner: team-shop", "owner: 7", StringComparison.Ordinal).Replace("[EG302]", "[]", StringComparison.Ordinal));

        var run = CommandLine.Run("check", Write("pod.yaml", Pod), option, broken, "--at", InTime);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains($"{broken}:5:3: /spec/rules: this list is missing or empty; ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{broken}:7:3: /spec/owner: this must be a string, but it is a number; put it in quotes", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Exemptions_are_all_that_stands_among_exemptions()
    {
        var pod = Write("pod.yaml", Pod);

        var run = CommandLine.Run("check", pod, "--exemptions", pod);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{pod}:2:1: /kind: 'Pod' is not what this reader knows; write EgressExemption", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_says_two_things_exempts_nothing()
    {
        var exemption = Write("e.yaml", Exemption + "\n  rules: [EG302, EG303]\n");

        var run = CommandLine.Run("check", Write("pod.yaml", Pod), exemption, "--at", InTime);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("EG002 ", run.Output, StringComparison.Ordinal);
        Assert.Contains("EG302 ", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, CommandLine.Run("check", Write("pod.yaml", Pod), "--exemptions", exemption).ExitCode);
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2026-12-31")]
    [InlineData("2026-12-31T00:00:00")]
    public void A_time_is_a_point_in_time(string text)
    {
        var run = CommandLine.Run("check", Write("pod.yaml", Pod), "--at", text);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"--at '{text}' is not a point in time: write date, time and Z (RFC 3339)", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--context", InTime, true)]
    [InlineData("--context", TooLate, false)]
    [InlineData("--exemptions", InTime, true)]
    [InlineData("--exemptions", TooLate, false)]
    public void A_review_is_answered_with_them(string option, string at, bool isAllowed)
    {
        const string Review = """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"1","operation":"CREATE","name":"legacy-batch-1","namespace":"shop",
             "kind":{"group":"","version":"v1","kind":"Pod"},"object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"legacy-batch-1","namespace":"shop",
             "labels":{"egressguard.io/egress":"gateway"}},"spec":{"hostNetwork":true,"containers":[{"name":"app","image":"registry.example.com/app:1.0.0"}]}}}}
            """;

        var run = CommandLine.RunWith(Review, "review", option, Write("e.yaml", Exemption), "--at", at);

        Assert.Equal(isAllowed ? 0 : 1, run.ExitCode);
        using var answer = JsonDocument.Parse(run.Raw);
        var annotations = answer.RootElement.GetProperty("response").GetProperty("auditAnnotations");
        Assert.Equal(isAllowed, annotations.TryGetProperty("exempted", out var exempted));
        Assert.Equal(isAllowed ? "EG302/legacy-batch" : null, isAllowed ? exempted.GetString() : null);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
