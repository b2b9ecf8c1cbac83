using System.Text;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests;

public sealed class MutateCommandTests
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
          labels: {app: web}
        spec:
          containers: [{name: web, image: "nginx:1.27"}]

        """;

    private const string Shop = """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels: {istio-injection: enabled}

        """;

    private const string ConfigMap = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {"on": "yes", script: "a\nb\n"}

        """;

    [Fact]
    public void YAML_is_the_objects_with_the_additions()
    {
        var run = CommandLine.RunWith(Pod + "---\n" + Shop + "---\n" + ConfigMap, "mutate", "-");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              namespace: shop
              labels:
                app: web
                egressguard.io/egress: gateway
                sidecar.istio.io/inject: "true"
            spec:
              containers:
              - name: web
                image: nginx:1.27
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: shop
              labels:
                istio-injection: enabled
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
            data:
              "on": "yes"
              script: |
                a
                b

            """,
            run.Output);
    }

    [Fact]
    public void What_is_mutated_once_stays_as_it_is()
    {
        var once = CommandLine.RunWith(Pod + "---\n" + Shop, "mutate", "-").Output;

        Assert.Equal(once, CommandLine.RunWith(once, "mutate", "-").Output);
        Assert.Equal("", CommandLine.RunWith(once, "mutate", "-", "-o", "diff").Output);
    }

    [Fact]
    public void JSON_and_YAML_are_the_same_objects()
    {
        var yaml = CommandLine.RunWith(Pod + "---\n" + ConfigMap, "mutate", "-").Output;
        var json = CommandLine.RunWith(Pod + "---\n" + ConfigMap, "mutate", "-", "-o", "json").Output;

        Assert.Equal(Jsons(yaml), Jsons(json));
    }

    [Fact]
    public void A_patch_is_one_line_for_each_object_that_changes() => Assert.Equal(
        """
        {"kind":"Pod","namespace":"shop","name":"web","patch":[{"op":"add","path":"/metadata/labels/egressguard.io~1egress","value":"gateway"},{"op":"add","path":"/metadata/labels/sidecar.istio.io~1inject","value":"true"}]}

        """,
        CommandLine.RunWith(ConfigMap + "---\n" + Pod + "---\n" + Shop, "mutate", "-", "-o", "patch").Output);

    [Fact]
    public void A_difference_shows_the_labels_that_come() => Assert.Equal(
        """
        --- stdin (Pod shop/web)
        +++ as admitted
        @@ metadata.labels @@
         metadata:
           labels:
             app: web
        +    egressguard.io/egress: gateway
        +    sidecar.istio.io/inject: "true"

        """,
        CommandLine.RunWith(Pod + "---\n" + Shop, "mutate", "-", "-o", "diff").Output);

    [Fact]
    public void What_depends_on_an_unknown_namespace_is_said_and_not_guessed()
    {
        var run = CommandLine.RunWith(Pod, "mutate", "-");

        Assert.DoesNotContain("sidecar.istio.io/inject", run.Output, StringComparison.Ordinal);
        Assert.Contains("label sidecar.istio.io/inject in namespace shop depends on", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void A_malformed_object_ends_it_with_the_place_and_no_output()
    {
        var run = CommandLine.RunWith(ConfigMap + "---\n" + Pod.Replace("{app: web}", "[app]", StringComparison.Ordinal), "mutate", "-");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("egressguard: stdin:11:3: Pod at /metadata/labels: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff")]
    [InlineData("yaml")]
    [InlineData("patch")]
    public void Nothing_in_a_manifest_reaches_the_terminal_as_a_command(string format)
    {
        var run = CommandLine.RunWith(
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\u001b[2J\nb","namespace":"\u001b]0;x","labels":{"\u202ea":"\u001b["}},"spec":{}}""",
            "mutate", "-", "-o", format);

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        Assert.NotEmpty(run.Error);
    }

    private static string[] Jsons(string text) =>
        [.. ManifestReader.Read(Encoding.UTF8.GetBytes(text), "out").Select(manifest => Encoding.UTF8.GetString(manifest.Json.Span))];
}
