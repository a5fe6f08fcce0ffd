import { existsSync } from 'node:fs';
import { chromium, type LaunchOptions } from '@playwright/test';
import { findBrowser } from '../src/server/find-browser.ts';

/** A browser that end-to-end tests can drive: Playwright's own if it was fetched, else an installed one. */
export function findTestBrowser(): string | undefined {
  return [chromium.executablePath(), findBrowser()].find((path) => path !== undefined && existsSync(path));
}

/** How that browser is started for tests. Root has no sandbox, and nothing may wait for a network. */
export function browserForTests(): LaunchOptions {
  const executablePath = findTestBrowser();
  if (!executablePath) throw new Error('There is no Chromium, Chrome or Edge here: npm test says how to get one.');
  const isRoot = process.getuid?.() === 0;
  return {
    executablePath,
    args: ['--disable-background-networking', '--disable-component-update', ...(isRoot ? ['--no-sandbox'] : [])],
  };
}
