using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests;

public sealed class PolicyCommandTests : IDisposable
{
    private static readonly JsonSerializerOptions Shape = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(), new IPRangeConverter() },
    };

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("egressguard-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_default_document_is_the_default_policy_field_by_field()
    {
        var run = CommandLine.Run("policy", "default");

        var read = PolicyManifest.Read(Encoding.UTF8.GetBytes(run.Output), "default");
        Assert.Empty(read.Errors);
        Assert.Equal(JsonSerializer.Serialize(EgressPolicy.Default, Shape), JsonSerializer.Serialize(read.Policy, Shape));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public void The_default_document_spells_every_field_out()
    {
        var text = CommandLine.Run("policy", "default").Output;

        Assert.All(
            PolicySchema.Load().Objects().SelectMany(item => item.Properties).Except(["status", "values", "operator", "key"]),
            name => Assert.Contains(name, text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_valid_policy_is_one_line()
    {
        var file = Write(CommandLine.Run("policy", "default").Output);

        var run = CommandLine.Run("policy", "validate", file);

        Assert.Equal((0, $"{file}: valid\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public void Every_error_has_its_place_and_nothing_is_printed_as_a_result()
    {
        var file = Write(
            """
            apiVersion: egressguard.io/v1alpha1
            kind: EgressPolicy
            spec:
              enforcment: Warn
              mesh:
                clusterDomain: 7
            """);

        var run = CommandLine.Run("policy", "validate", file);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains($"{file}:4:3: /spec/enforcment: unknown field 'enforcment'; did you mean 'enforcement'?\n", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}:6:5: /spec/mesh/clusterDomain: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_unusable() => Assert.Equal(2, CommandLine.Run("policy", "validate", Path.Combine(_directory.FullName, "no")).ExitCode);

    [Fact]
    public void The_schema_has_exactly_the_fields_that_the_reader_knows() => Assert.All(PolicySchema.Load().Objects(), item =>
    {
        const string Unknown = "zzzzzzzzzzzzzzzzzzzzzz";
        var document = item.Around(new JsonObject { [Unknown] = 1 });
        if (item.Place.Length > 0)
        {
            (document["apiVersion"], document["kind"]) = (PolicyReader.ApiVersion, PolicyReader.Kind);
        }

        var problems = PolicyReader.Read(JsonSerializer.SerializeToUtf8Bytes(document)).Errors.Select(error => error.Problem);

        Assert.Contains($"unknown field '{Unknown}'; the fields here are {string.Join(", ", item.Properties)}", problems);
    });

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_schema_takes_what_the_reader_takes(string yaml)
    {
        var manifest = Assert.Single(ManifestReader.Read(Encoding.UTF8.GetBytes(yaml), "policy"));
        Assert.Empty(PolicyReader.Read(manifest.Json).Errors);

        Assert.Empty(PolicySchema.Load().Validate(manifest.Json));
    }

    [Theory]
    [InlineData("""{"enforcement":"Sometimes"}""")]
    [InlineData("""{"rules":{"EG001":{"action":"Off"}}}""")]
    [InlineData("""{"rules":{"EG003":{"action":"Off"}}}""")]
    [InlineData("""{"exemptions":{"maxLifetime":"90"}}""")]
    [InlineData("""{"exemptions":{"maxLifetime":"00d"}}""")]
    [InlineData("""{"exemptions":{"maxLifetime":"100000d"}}""")]
    [InlineData("""{"mesh":{"proxyImages":["**"]}}""")]
    [InlineData("""{"rules":{"EG101":{}}}""")]
    [InlineData("""{"mesh":{"egressGateways":[]}}""")]
    [InlineData("""{"mesh":{"clusterDomain":7}}""")]
    [InlineData("""{"labels":[{"kinds":["Pod"],"key":"a"}]}""")]
    [InlineData("""{"labels":[{"kinds":["Pod"],"key":"a","value":"b","fromNamespaceLabel":"c"}]}""")]
    [InlineData("""{"labels":[{"kinds":["Service"],"key":"a","value":"b"}]}""")]
    [InlineData("""{"hosts":[{"namespaces":["a"],"allow":["http://a"]}]}""")]
    [InlineData("""{"serviceEntries":{"minimumIPv4Prefix":33}}""")]
    [InlineData("""{"pods":{"allowedHostPaths":["/a/../b"]}}""")]
    [InlineData("""{"pods":{"requiredDroppedCapabilities":["CAP_NET_RAW"]}}""")]
    [InlineData("""{"platformUsers":["**"]}""")]
    [InlineData("""{"nonsense":1}""")]
    public void The_schema_refuses_what_the_reader_refuses(string spec)
    {
        var document = Encoding.UTF8.GetBytes($$"""{"apiVersion":"egressguard.io/v1alpha1","kind":"EgressPolicy","spec":{{spec}}}""");
        Assert.NotEmpty(PolicyReader.Read(document).Errors);

        Assert.NotEmpty(PolicySchema.Load().Validate(document));
    }

    public static TheoryData<string> Documents =>
    [
        CommandLine.Run("policy", "default").Output,
        // The example of the design, section 5.
        """
        apiVersion: egressguard.io/v1alpha1
        kind: EgressPolicy
        metadata:
          name: default
        spec:
          mesh:
            clusterDomain: cluster.local
            rootNamespace: istio-system
            outboundTrafficPolicy: REGISTRY_ONLY
            defaultExportTo: ["*"]
            revisions: [default]
            egressGateways:
              - service: istio-egressgateway
                namespace: istio-system
                selector: {istio: egressgateway}
          enforcement: Enforce
          rules:
            EG901: {action: Deny}
          hosts:
            - namespaces: [payments]
              allow: ["api.stripe.com", "*.adyen.com"]
          labels:
            - kinds: [Pod]
              key: egressguard.io/egress
              value: gateway
            - kinds: [ServiceEntry, VirtualService]
              key: egressguard.io/owner
              fromNamespaceLabel: team
          platformNamespaces: [istio-system, kube-system]
        """,
        """
        apiVersion: egressguard.io/v1alpha1
        kind: EgressPolicy
        metadata: {name: full, labels: {team: mesh}}
        spec:
          rules: {EG002: {action: Warn}, EG305: {action: "Off"}}
          hosts: [{namespaces: [batch], allow: []}, {namespaces: [shop], allow: [API.Stripe.com.]}]
          labels:
          - kinds: [Pod]
            key: example.com/a
            value: ""
            namespaceSelector:
              matchExpressions: [{key: tier, operator: In, values: [a]}, {key: legacy, operator: DoesNotExist}]
          serviceEntries: {protectedRanges: [10.96.0.0/12, 169.254.169.254, "::ffff:10.0.0.0/104"]}
          exemptions: {maxLifetime: 0720h}
          pods: {allowedExcludedPorts: [53], allowedExcludedIPRanges: [10.1.2.3/32], allowedHostPaths: [/var/log], requiredDroppedCapabilities: [ALL]}
          mesh: {proxyImages: ["registry.example:5000/istio/proxyv2", "mirror.example/*/proxyv2"], defaultExportTo: [".", gateways]}
        status: {anything: [1]}
        """,
    ];

    private string Write(string text)
    {
        var file = Path.Combine(_directory.FullName, "policy.yaml");
        File.WriteAllText(file, text);
        return file;
    }

    private sealed class IPRangeConverter : JsonConverter<IPRange>
    {
        public override IPRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Shapes are only written.");

        public override void Write(Utf8JsonWriter writer, IPRange value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
