using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Deploy;

/// <summary>The values of the Helm chart and their schema.</summary>
public sealed class ChartValuesTests
{
    private static readonly string Values = File.ReadAllText(PathOf("values.yaml"));

    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(Errors(Values));

    [Fact]
    public void Every_value_is_described_in_the_schema_and_every_entry_of_the_schema_has_a_default()
    {
        var schema = JsonNode.Parse(File.ReadAllText(PathOf("values.schema.json")))!.AsObject();
        var (described, given) = (Described(schema, "").ToList(), Given(Json(Values), schema, "").ToList());

        Assert.Equal(
            described.Select(entry => entry.Place).Where(place => place != "/global").Order(StringComparer.Ordinal),
            given.Order(StringComparer.Ordinal));
        Assert.All(described, entry => Assert.False(string.IsNullOrWhiteSpace(entry.Description), entry.Place));
    }

    [Theory]
    [InlineData("replicas: 2", "replica: 2")]
    [InlineData("replicas: 2", "replicas: 0")]
    [InlineData("mode: self-managed", "mode: selfSigned")]
    [InlineData("istio: {failurePolicy: Fail", "istio: {failurePolicy: fail")]
    [InlineData("istio: {failurePolicy: Fail, timeoutSeconds: 5", "istio: {failurePolicy: Fail, timeoutSeconds: 60")]
    [InlineData("mutate: {timeoutSeconds: 3}", "mutate: {timeoutSeconds: 3, failurePolicy: Fail}")]
    [InlineData("excludedNamespaces: []", "excludedNamespaces: [\"*\"]")]
    [InlineData("caBundle: \"\"", "caBundle: -----BEGIN CERTIFICATE-----")]
    [InlineData("create: false", "create: \"no\"")]
    public void What_is_misspelled_or_dangerous_is_refused(string part, string wrong)
    {
        Assert.Contains(part, Values, StringComparison.Ordinal);

        Assert.NotEmpty(Errors(Values.Replace(part, wrong, StringComparison.Ordinal)));
    }

    private static List<string> Errors(string yaml)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(PathOf("values.schema.json")));
        return new PolicySchema(schema.RootElement).Validate(Encoding.UTF8.GetBytes(Json(yaml).ToJsonString()));
    }

    private static JsonObject Json(string yaml) =>
        JsonNode.Parse(Assert.Single(ManifestReader.Read(Encoding.UTF8.GetBytes(yaml), "values.yaml")).Json.Span)!.AsObject();

    private static IEnumerable<(string Place, string? Description)> Described(JsonObject schema, string place) =>
        (schema["properties"]?.AsObject() ?? []).SelectMany(member => Described(member.Value!.AsObject(), $"{place}/{member.Key}")
            .Prepend(($"{place}/{member.Key}", member.Value["description"]?.GetValue<string>())));

    private static IEnumerable<string> Given(JsonObject values, JsonObject schema, string place)
    {
        foreach (var (name, value) in values)
        {
            yield return $"{place}/{name}";

            // Of what Kubernetes defines, such as resources, the schema knows no members.
            if (value is JsonObject inner && schema["properties"]?[name] is JsonObject described && described.ContainsKey("properties"))
            {
                foreach (var below in Given(inner, described, $"{place}/{name}"))
                {
                    yield return below;
                }
            }
        }
    }

    /// <summary>The root of the repository.</summary>
    internal static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "EgressGuard.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }

    private static string PathOf(string name) => Path.Combine(Root(), "deploy", "helm", "egressguard", name);
}
