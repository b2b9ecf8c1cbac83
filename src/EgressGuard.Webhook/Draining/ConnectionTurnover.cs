using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EgressGuard.Webhook.Draining;

/// <summary>Asks clients to dial again: when a connection has served its time, and always while this replica drains.</summary>
internal static class ConnectionTurnover
{
    /// <summary>Gives every connection of the listener its budget, and the listener its limit.</summary>
    public static void UseConnectionBudget(this ListenOptions listener, TimeProvider time)
    {
        var limit = listener.ApplicationServices.GetRequiredService<ConnectionLimit>();
        listener.Use(next => async connection =>
        {
            var budget = new ConnectionBudget(time, connection);
            connection.Features.Set(budget);
            limit.Enter(connection, budget);
            try
            {
                await next(connection);
            }
            finally
            {
                limit.Leave(connection);
            }
        });
    }

    /// <summary>Puts <c>Connection: close</c> on responses, which HTTP/1.1 offers as the only way to move a client elsewhere.</summary>
    public static void UseConnectionTurnover(this WebApplication app)
    {
        var drain = app.Services.GetRequiredService<DrainState>();

        // Decided when the response starts: a request that was under way when the drain began must end its connection too.
        Func<object, Task> onStarting = state =>
        {
            var http = (HttpContext)state;
            if (drain.IsDraining || http.Features.Get<ConnectionBudget>() is { IsSpent: true })
            {
                http.Response.Headers.Connection = "close";
            }

            return Task.CompletedTask;
        };
        app.Use((http, next) =>
        {
            http.Features.Get<ConnectionBudget>()?.Spend();
            http.Response.OnStarting(onStarting, http);
            return next(http);
        });
    }
}
