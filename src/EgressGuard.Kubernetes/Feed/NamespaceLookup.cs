using System.Collections.Concurrent;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Feed;

/// <summary>What is known of a namespace.</summary>
/// <param name="Mesh">The mesh, with the namespace laid over it where the mesh lacked it and the server has it.</param>
/// <param name="Problem">Why it is not known whether there is such a namespace; null when it is.</param>
public sealed record NamespaceAnswer(MeshSnapshot Mesh, string? Problem);

/// <summary>
/// Asks the server for a namespace that the mesh lacks: one that was just created is there before the watch brings it, and its labels
/// decide what its objects may do. Who asks for the same one meanwhile waits for the same answer.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="time">The clock.</param>
public sealed class NamespaceLookup(IKubernetesApi api, TimeProvider time)
{
    private static readonly ResourceType Namespaces = WatchedTypes.All[ObjectKind.Namespace].Versions[0];

    /// <summary>The watch brings it within moments; if it does not, the namespace is asked for again, for its labels may have changed.</summary>
    private static readonly TimeSpan FoundFor = TimeSpan.FromSeconds(5);

    /// <summary>Enough for the reviews that come together; a namespace created right afterwards must not be missed.</summary>
    private static readonly TimeSpan MissingFor = TimeSpan.FromSeconds(1);

    /// <summary>A request that nobody waits for any more must end, too.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private const int ManyQuestions = 100;

    private readonly ConcurrentDictionary<string, Question> _questions = new(StringComparer.Ordinal);

    /// <summary>The mesh with the namespace in it, if there is one.</summary>
    /// <param name="mesh">The mesh. If it has the namespace, nothing is asked.</param>
    /// <param name="name">The namespace.</param>
    /// <param name="deadline">How long to wait at most.</param>
    /// <param name="cancellation">Ends the waiting; others that wait for the same answer still get it.</param>
    public async ValueTask<NamespaceAnswer> FindAsync(MeshSnapshot mesh, string name, TimeSpan deadline, CancellationToken cancellation)
    {
        if (mesh.FindNamespace(name) is not null)
        {
            return new NamespaceAnswer(mesh, null);
        }

        var question = Ask(name);
        try
        {
            var found = await question.Answer.WaitAsync(deadline > TimeSpan.Zero ? deadline : TimeSpan.Zero, time, cancellation);
            return new NamespaceAnswer(found is null ? mesh : mesh.With(found, new ObjectRef("", name)), null);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            return new NamespaceAnswer(mesh, $"the namespace '{name}' is not known yet, and asking the API server failed: {exception.Message}");
        }
    }

    private Question Ask(string name)
    {
        if (_questions.Count >= ManyQuestions)
        {
            Forget();
        }

        while (true)
        {
            if (_questions.TryGetValue(name, out var known))
            {
                if (!known.IsStale(time))
                {
                    return known;
                }

                _questions.TryRemove(KeyValuePair.Create(name, known));
            }

            var mine = new Question();
            if (_questions.TryAdd(name, mine))
            {
                _ = AnswerAsync(mine, name);
                return mine;
            }
        }
    }

    private async Task AnswerAsync(Question question, string name)
    {
        using var timeout = new CancellationTokenSource(RequestTimeout, time);
        try
        {
            var found = await GetAsync(name, timeout.Token);
            question.Set(found, time.GetTimestamp(), found is null ? MissingFor : FoundFor);
        }
        catch (Exception exception)
        {
            // The next who asks tries again: a failure is no answer.
            _questions.TryRemove(KeyValuePair.Create(name, question));
            question.Fail(exception);
        }
    }

    private async Task<Namespace?> GetAsync(string name, CancellationToken cancellation)
    {
        var json = await api.GetAsync(Namespaces, new ObjectRef("", name), cancellation);
        if (json is null)
        {
            return null;
        }

        return KubeObjectReader.Read(ObjectKind.Namespace, json.Value.Span, out var defect) as Namespace
            ?? throw new InvalidDataException($"it cannot be read: {defect?.Pointer} {defect?.Problem}");
    }

    private void Forget()
    {
        foreach (var entry in _questions.Where(entry => entry.Value.IsStale(time)))
        {
            _questions.TryRemove(entry);
        }
    }

    /// <summary>A question to the server and, later, its answer.</summary>
    private sealed class Question
    {
        private readonly TaskCompletionSource<Namespace?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile Expiry? _expiry;

        public Task<Namespace?> Answer => _answer.Task;

        public bool IsStale(TimeProvider time) => _expiry is { } expiry && time.GetElapsedTime(expiry.Since) >= expiry.After;

        public void Set(Namespace? found, long now, TimeSpan goodFor)
        {
            _expiry = new Expiry(now, goodFor);
            _answer.SetResult(found);
        }

        public void Fail(Exception exception)
        {
            _answer.SetException(exception);

            // Nobody may be waiting any more, and an exception that nobody saw would be told as unobserved.
            _ = _answer.Task.Exception;
        }
    }

    private sealed record Expiry(long Since, TimeSpan After);
}
