using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Tls;

/// <summary>certs-scripts, run by sh with the openssl of this machine. kubectl is a stand-in that keeps what it is given.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CertsScriptsTests : IDisposable
{
    private const string Kubectl = """
        #!/bin/sh
        case "$*" in
            *"create secret generic egressguard-serving --type=kubernetes.io/tls"*)
                for argument; do
                    case $argument in
                        --from-file=*) pair=${argument#--from-file=}; cp "${pair#*=}" "$CLUSTER/new.${pair%%=*}" ;;
                    esac
                done
                echo "kind: Secret" ;;
            *"--namespace egressguard-system apply --filename="*)
                for key in tls.key tls.crt ca.crt; do mv "$CLUSTER/new.$key" "$CLUSTER/$key"; done ;;
            "get validatingwebhookconfiguration/egressguard-validating "*) printf 'one\ntwo\n' ;;
            "get mutatingwebhookconfiguration/egressguard-mutating "*)
                [ -e "$CLUSTER/has-mutating" ] || { echo 'Error from server (NotFound)' >&2; exit 1; }
                printf 'three\n' ;;
            "patch "*)
                for argument; do
                    case $argument in --patch=*) printf '%s\n' "${argument#--patch=}" >> "$CLUSTER/${2%%/*}" ;; esac
                done ;;
            *) echo "unexpected: $*" >&2; exit 1 ;;
        esac
        """;

    private static readonly string Scripts = Repository.PathOf("certs-scripts");

    private readonly TemporaryDirectory _directory = new();

    public CertsScriptsTests()
    {
        var kubectl = _directory.Write("bin/kubectl", Kubectl);
        File.SetUnixFileMode(kubectl, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(_directory.File("cluster"));
        _directory.Write("cluster/has-mutating", "");
    }

    [Fact]
    public async Task The_webhook_serves_with_what_they_made_and_the_bundle_trusts_it()
    {
        await RunAllAsync();

        await using var webhook = await WebhookProcess.StartAsync(
            "--certificate", _directory.File("cluster/tls.crt"), "--key", _directory.File("cluster/tls.key"));

        foreach (var bundle in Bundles("validatingwebhookconfiguration", 2).Concat(Bundles("mutatingwebhookconfiguration", 1)))
        {
            foreach (var service in (string[])["egressguard.egressguard-system.svc", "egressguard.egressguard-system.svc.cluster.local"])
            {
                using var caller = new TrustingCaller(bundle, service, webhook.AdmissionPort);
                Assert.Equal(403, (await caller.ReviewAsync()).Code);
            }
        }
    }

    [Fact]
    public async Task Run_twice_they_change_nothing()
    {
        await RunAllAsync();
        var before = Contents();

        Assert.Contains("is there already and good until", await RunAsync("make-ca.sh"), StringComparison.Ordinal);
        Assert.Contains("is there already and good until", await RunAsync("issue-certificate.sh"), StringComparison.Ordinal);
        await RunAllAsync();

        Assert.Equal(before, Contents());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory.File("certs/ca.key")));
    }

    [Fact]
    public async Task A_rotation_trusts_both_before_it_serves_and_the_new_one_alone_afterwards()
    {
        await RunAllAsync();
        var (old, certificate) = (Text("certs/ca.crt"), Text("cluster/tls.crt"));

        await RunAsync("rotate.sh", "certificate");
        Assert.NotEqual(certificate, certificate = Text("cluster/tls.crt"));
        Assert.Equal(old, Text("certs/ca.crt"));

        await RunAsync("rotate.sh", "ca", "--grace", "0", "--settle", "0");
        Assert.NotEqual(certificate, Text("cluster/tls.crt"));
        Assert.Equal(old, Text("certs/previous/ca.crt"));
        var next = Text("certs/ca.crt");
        Assert.NotEqual(old, next);
        Assert.Equal(next, Text("cluster/ca.crt"));
        Assert.Equal([old, old + next, next], Bundles("mutatingwebhookconfiguration", 3).Select(bundle => Encoding.ASCII.GetString(Convert.FromBase64String(bundle))));
        Assert.False(Directory.Exists(_directory.File("certs/next")));
    }

    [Fact]
    public async Task An_interrupted_rotation_goes_on_where_it_was()
    {
        await RunAllAsync();
        await RunAsync("make-ca.sh", "--dir", _directory.File("certs/next"));
        var next = Text("certs/next/ca.crt");

        Assert.Contains("under way", await RunAsync(1, "rotate.sh", "certificate"), StringComparison.Ordinal);
        await RunAsync("rotate.sh", "ca", "--grace", "0", "--settle", "0");

        Assert.Equal(next, Text("certs/ca.crt"));
        await RunAsync("rotate.sh", "certificate");
    }

    [Fact]
    public async Task Another_name_has_a_new_certificate_issued()
    {
        await RunAllAsync();

        Assert.Contains(
            "Issued", await RunAsync("issue-certificate.sh", "--name", "guard", "--namespace", "shop", "--dns", "guard.example.com"), StringComparison.Ordinal);
        Assert.Contains(
            "is there already", await RunAsync("issue-certificate.sh", "--name", "guard", "--namespace", "shop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configurations_that_are_not_there_are_told()
    {
        await RunAllAsync();
        File.Delete(_directory.File("cluster/has-mutating"));

        Assert.Contains(
            "mutatingwebhookconfiguration/egressguard-mutating is not there yet.", await RunAsync("set-ca-bundle.sh"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("make-ca.sh")]
    [InlineData("issue-certificate.sh")]
    [InlineData("create-secret.sh")]
    [InlineData("set-ca-bundle.sh")]
    [InlineData("rotate.sh")]
    public async Task They_explain_themselves_and_refuse_what_they_do_not_know(string script)
    {
        Assert.StartsWith("Usage: " + script, await RunAsync(script, "--help"), StringComparison.Ordinal);
        Assert.Contains("Use --help for the options.", await RunAsync(2, script, "--nonsense"), StringComparison.Ordinal);
        Assert.Contains("--dir needs a value.", await RunAsync(2, script, "--dir"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("issue-certificate.sh", "Make them: make-ca.sh")]
    [InlineData("create-secret.sh", "Make it: make-ca.sh")]
    [InlineData("set-ca-bundle.sh", "Make it: make-ca.sh")]
    public async Task What_is_missing_is_named(string script, string remedy) =>
        Assert.Contains(remedy, await RunAsync(1, script), StringComparison.Ordinal);

    [Fact]
    public async Task A_certificate_may_not_outlive_its_authority()
    {
        await RunAsync("make-ca.sh", "--days", "30");

        Assert.Contains("before a certificate of 365 days", await RunAsync(1, "issue-certificate.sh"), StringComparison.Ordinal);
        await RunAsync("issue-certificate.sh", "--days", "29");
    }

    public void Dispose() => _directory.Dispose();

    private async Task RunAllAsync()
    {
        foreach (var script in (string[])["make-ca.sh", "issue-certificate.sh", "create-secret.sh", "set-ca-bundle.sh"])
        {
            await RunAsync(script);
        }
    }

    private Task<string> RunAsync(string script, params string[] arguments) => RunAsync(0, script, arguments);

    private async Task<string> RunAsync(int exitCode, string script, params string[] arguments)
    {
        var hasDirectory = arguments.Contains("--dir") || arguments.Contains("--help");
        var start = new ProcessStartInfo(
            "sh", [Path.Combine(Scripts, script), .. arguments, .. hasDirectory ? (string[])[] : ["--dir", _directory.File("certs")]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["PATH"] = $"{_directory.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["CLUSTER"] = _directory.File("cluster");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
        var text = await output + await errors;
        Assert.True(process.ExitCode == exitCode, $"{script} ended with {process.ExitCode}: {text}");
        return text;
    }

    /// <summary>The bundles that were written into a configuration, in order.</summary>
    private List<string> Bundles(string kind, int count)
    {
        var bundles = File.ReadAllLines(_directory.File("cluster/" + kind))
            .SelectMany(line => JsonNode.Parse(line)!.AsArray())
            .Where(operation => (string?)operation!["op"] == "add")
            .Select(operation => (string)operation!["value"]!)
            .ToList();
        Assert.Equal(count, bundles.Count);
        return bundles;
    }

    private string Text(string file) => File.ReadAllText(_directory.File(file));

    private string Contents() => string.Join('\n', ((string[])["certs/ca.crt", "certs/ca.key", "certs/tls.crt", "certs/tls.key", "cluster/tls.crt"]).Select(Text));
}
