using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Oracles;

/// <summary>
/// Every rule against its oracle on generated objects: both must name the same places. The seed is fixed, so that a build is green or
/// red for the same reason everywhere; EGRESSGUARD_SEED=n tries others, EGRESSGUARD_ORACLE_CASES=n more.
/// </summary>
public sealed class OracleTests
{
    private static readonly RuleOracle[] Oracles =
    [
        .. typeof(RuleOracle).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(RuleOracle)) && !type.IsAbstract)
            .Select(type => (RuleOracle)Activator.CreateInstance(type)!)
            .OrderBy(oracle => oracle.Rule, StringComparer.Ordinal),
    ];

    public static TheoryData<string> Rules => [.. Oracles.Select(oracle => oracle.Rule)];

    private static int Cases { get; } = Setting("EGRESSGUARD_ORACLE_CASES", 10_000);

    private static int Seed { get; } = Setting("EGRESSGUARD_SEED", 20_261_121);

    [Fact]
    public void Every_rule_has_an_oracle() =>
        Assert.Equal(RuleCatalog.All.Select(rule => rule.Info.Id), Oracles.Select(oracle => oracle.Rule));

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_and_its_oracle_agree(string id)
    {
        var oracle = Oracles.Single(candidate => candidate.Rule == id);
        var rule = RuleCatalog.Find(id)!;
        var pick = new Pick(new Random(Seed));
        var found = 0;
        var cases = Math.Max(1, (int)((long)Cases * oracle.CasesPerTenThousand / 10_000));
        for (var i = 0; i < cases; i++)
        {
            var @case = oracle.Generate(pick);
            var expected = oracle.Violations(@case).ToList();
            var actual = Judge(rule, @case).Findings.Select(finding => finding.Pointer).ToList();
            found += actual.Count > 0 ? 1 : 0;
            if (!oracle.Agrees(@case, expected, actual))
            {
                Assert.Fail(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{id}, seed {Seed}, case {i}: the oracle says [{string.Join(", ", expected)}], the rule [{string.Join(", ", actual)}]\n{Describe(@case)}"));
            }
        }

        // An oracle that hardly ever finds something, or always does, holds nothing against the rule.
        Assert.InRange(found, cases / 20, cases * 19 / 20);
    }

    private static Verdict Judge(Rule rule, OracleCase @case)
    {
        var subject = Read(@case.Object) with
        {
            IsRemoval = @case.IsRemoval,
            OldObject = @case.OldObject is { } old ? Read(old).Object : null,
        };
        var mesh = MeshSnapshot.Empty.ForDomain(@case.Policy.Mesh.ClusterDomain);
        foreach (var item in @case.Mesh)
        {
            var other = Read(item);
            mesh = mesh.With(other.Object, other.Reference);
        }

        return RuleEngine.Evaluate([rule], subject, mesh, @case.Policy);
    }

    private static Subject Read(JsonObject json)
    {
        var kind = ObjectKinds.Find(ObjectKinds.GroupOf((string)json["apiVersion"]!), (string)json["kind"]!)
            ?? throw new InvalidOperationException($"The generator makes a kind that is not read: {json["apiVersion"]} {json["kind"]}.");
        var read = KubeObjectReader.Read(kind, Encoding.UTF8.GetBytes(json.ToJsonString()), out var defect);
        Assert.True(read is not null, $"{defect}: {json.ToJsonString()}");
        return ObjectKinds.IsNamespaced(kind)
            ? Subject.Of(read, "default")
            : new Subject(read, "", Subject.NameOf(read.Metadata));
    }

    private static string Describe(OracleCase @case)
    {
        var text = new StringBuilder(@case.Object.ToJsonString()).Append('\n');
        if (@case.OldObject is { } old)
        {
            text.Append("before: ").Append(old.ToJsonString()).Append('\n');
        }

        foreach (var item in @case.Mesh)
        {
            text.Append("mesh: ").Append(item.ToJsonString()).Append('\n');
        }

        return text.Append("policy: ").Append(@case.Policy.Name).Append(@case.IsRemoval ? ", removed" : "").ToString();
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
